//! Making ids, and reading those that come from outside.

use entities::{
    AccountId, ApiKeyId, AppId, DraftId, PolicyVersionId, SharingRecordId, TenantId, TypedId, VerificationId,
};
use uuid::Builder;

use super::{AppError, Clock, Random};

/// A new id: the clock's millisecond, then 74 random bits (UUID version 7, RFC 9562, section 5.7).
///
/// Ids made in one millisecond have no order among themselves. A time before 1970 counts as 1970.
pub fn new_id<I: TypedId>(clock: &dyn Clock, random: &dyn Random) -> I {
    let mut tail = [0; 10];
    random.fill(&mut tail);
    let millis = u64::try_from(clock.now().timestamp_millis()).unwrap_or(0);
    I::from_uuid(Builder::from_unix_timestamp_millis(millis, &tail).into_uuid())
}

/// Reads an id that came in under the input field `field`.
///
/// # Errors
/// `INVALID` (`error-id`) where the text is no id of this kind; nothing is looked up.
pub fn parse_id<I: TypedId>(text: &str, field: &str) -> Result<I, AppError> {
    text.parse()
        .map_err(|cause| AppError::invalid("error-id").arg("kind", I::PREFIX).at([field]).because(cause))
}

/// A Relay node id: the text form of any id whose type is a `Node`. Knowing one grants nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeId {
    /// A tenant.
    Tenant(TenantId),
    /// An account.
    Account(AccountId),
    /// An app.
    App(AppId),
    /// A draft.
    Draft(DraftId),
    /// A published version.
    PolicyVersion(PolicyVersionId),
    /// A verification.
    Verification(VerificationId),
    /// An API key.
    ApiKey(ApiKeyId),
    /// A record of what was shared.
    SharingRecord(SharingRecordId),
}

impl NodeId {
    /// Reads a node id of any kind; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once('_')?.0 {
            TenantId::PREFIX => text.parse().ok().map(Self::Tenant),
            AccountId::PREFIX => text.parse().ok().map(Self::Account),
            AppId::PREFIX => text.parse().ok().map(Self::App),
            DraftId::PREFIX => text.parse().ok().map(Self::Draft),
            PolicyVersionId::PREFIX => text.parse().ok().map(Self::PolicyVersion),
            VerificationId::PREFIX => text.parse().ok().map(Self::Verification),
            ApiKeyId::PREFIX => text.parse().ok().map(Self::ApiKey),
            SharingRecordId::PREFIX => text.parse().ok().map(Self::SharingRecord),
            _ => None,
        }
    }
}

impl std::fmt::Display for NodeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tenant(id) => id.fmt(f),
            Self::Account(id) => id.fmt(f),
            Self::App(id) => id.fmt(f),
            Self::Draft(id) => id.fmt(f),
            Self::PolicyVersion(id) => id.fmt(f),
            Self::Verification(id) => id.fmt(f),
            Self::ApiKey(id) => id.fmt(f),
            Self::SharingRecord(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::platform::ErrorCode;

    #[derive(Debug)]
    struct At(i64);

    impl Clock for At {
        fn now(&self) -> DateTime<Utc> {
            DateTime::from_timestamp_millis(self.0).expect("a test's time is in range")
        }
    }

    #[derive(Debug)]
    struct Fixed(u8);

    impl Random for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn an_id_is_a_version_7_uuid_of_its_millisecond() {
        let id: AppId = new_id(&At(1_700_000_000_123), &Fixed(0xff));
        assert_eq!(id.uuid().to_string(), "018bcfe5-687b-7fff-bfff-ffffffffffff");
        assert_eq!(id, new_id(&At(1_700_000_000_123), &Fixed(0xff)));
    }

    #[test]
    fn ids_and_their_texts_sort_by_time() {
        let early: AppId = new_id(&At(1_000), &Fixed(0xff));
        let late: AppId = new_id(&At(1_001), &Fixed(0));
        assert!(early < late);
        assert!(early.to_string() < late.to_string());
    }

    #[test]
    fn a_node_id_knows_its_kind() {
        let app: AppId = new_id(&At(5), &Fixed(1));
        let text = app.to_string();
        assert_eq!(NodeId::parse(&text), Some(NodeId::App(app)));
        assert_eq!(NodeId::App(app).to_string(), text);
        for stranger in
            ["", "_", "app", "app_", "out_00000000000000000000000000", "App_00000000000000000000000000"]
        {
            assert_eq!(NodeId::parse(stranger), None, "{stranger:?}");
        }
    }

    #[test]
    fn a_text_of_another_kind_is_invalid_and_names_the_field() {
        let tenant: TenantId = new_id(&At(5), &Fixed(1));
        let error = parse_id::<AppId>(&tenant.to_string(), "appId").expect_err("a tenant is no app");
        assert_eq!(error.code(), ErrorCode::Invalid);
        assert_eq!(error.field(), Some(&["appId".to_owned()][..]));
    }
}
