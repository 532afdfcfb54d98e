//! The legal basis of something and the form of consent, told together.

use super::{
    context::{Context, Spoken},
    said::Said,
};
use crate::{
    Pointer,
    manifest::{ConsentForm, Stated, Term, term::kind::LegalBasis},
};

impl Context<'_> {
    /// The basis and the form of consent stated at `here`. A form of consent tells that the basis is consent, so that a
    /// basis of consent is not told beside it.
    pub(super) fn grounds(
        &self,
        here: &Pointer,
        basis: &Stated<Term<LegalBasis>>,
        consent: &Stated<ConsentForm>,
    ) -> Spoken<Vec<Said>> {
        let said = self.term_of(&here.child("basis"), basis);
        let Some(form) = consent.value() else { return Ok(said.into_iter().collect()) };
        let form = self.word(&here.child("consent"), "consent-form-", form)?;
        Ok(match said {
            Some(said) if self.is_consent(basis) => vec![form.citing(said.sources)],
            said => said.into_iter().chain([form]).collect(),
        })
    }

    /// Whether the catalogue holds the basis to be consent.
    pub(super) fn is_consent(&self, basis: &Stated<Term<LegalBasis>>) -> bool {
        let Some(code) = basis.value().and_then(Term::as_code) else { return false };
        let catalog = self.input.catalog;
        let behind = catalog.term("basis_phrase", code).map_or(&[][..], |term| term.catalog.as_slice());
        let mut keys = behind.iter().map(String::as_str).chain([code]);
        keys.any(|key| catalog.legal_bases.get(key).is_some_and(|basis| basis.is_consent))
    }
}
