//! Editing declarations piece by piece, in the schema.

use async_graphql::{Context, Enum, Error, InputObject, Json, Object, OneofObject, SimpleObject};
use disclosure::{Pointer, edit};
use serde_json::{Map, Value};

use super::{
    ContextExt, ErrorPolicy, Payload, RequestContext, UserError,
    apps::{App, Change},
    payload, refuse,
    tenants::LocalizedTextInput,
};
use crate::{
    apps::{self, BulkCall, BulkEdited, BulkOutcome, EditCall, EditRefusal, MAX_APPS},
    platform::AppError,
};

/// One edit of one place of a declaration. A place is a JSON Pointer in which elements of keyed lists are named by their
/// key: a section (`/minors`), a member of one (`/minors/age`), or an item (`/sdks/umeng`, `/functions/login/data/phone`).
/// Values are written as the manifest writes them, whose JSON Schema says what every section holds.
#[derive(Debug, OneofObject)]
pub enum EditInput {
    /// The place holds the value, whatever it held. `[]` and `{"none": true}` say that there is none.
    Set(SetEditInput),
    /// Members of what is there change; nothing there is an error.
    Patch(MembersEditInput),
    /// Members change; what is not there yet is made.
    Declare(MembersEditInput),
    /// Nothing is said about the place any more. An item that others name cannot be removed.
    Remove(RemoveEditInput),
    /// The items of a keyed list stand in this order.
    Order(OrderEditInput),
}

/// A place and what it holds.
#[derive(Debug, InputObject)]
pub struct SetEditInput {
    /// The place.
    path: String,
    /// In the form of the manifest; not null.
    value: Json<Value>,
}

/// A place and what changes there.
#[derive(Debug, InputObject)]
pub struct MembersEditInput {
    /// A section, or an item.
    path: String,
    /// New values by name, each in the form of the manifest; null takes one away.
    members: Json<Map<String, Value>>,
}

/// A place of which nothing is to be said.
#[derive(Debug, InputObject)]
pub struct RemoveEditInput {
    /// The place.
    path: String,
}

/// A list and its order.
#[derive(Debug, InputObject)]
pub struct OrderEditInput {
    /// The list.
    path: String,
    /// Each key of the list once.
    keys: Vec<String>,
}

impl EditInput {
    fn read(self) -> Result<edit::Edit, AppError> {
        Ok(match self {
            Self::Set(input) => edit::Edit::Set { path: place(&input.path)?, value: input.value.0 },
            Self::Patch(input) => edit::Edit::Patch { path: place(&input.path)?, members: input.members.0 },
            Self::Declare(input) => {
                edit::Edit::Declare { path: place(&input.path)?, members: input.members.0 }
            }
            Self::Remove(input) => edit::Edit::Remove { path: place(&input.path)? },
            Self::Order(input) => edit::Edit::Order { path: place(&input.path)?, keys: input.keys },
        })
    }
}

fn place(path: &str) -> Result<Pointer, AppError> {
    path.parse().map_err(|cause| AppError::invalid("error-edit-place").at(["edits"]).because(cause))
}

/// Edits of one app's declaration.
#[derive(Debug, InputObject)]
pub struct EditDeclarationInput {
    /// Slug of the tenant.
    tenant: String,
    /// Slug of the app.
    app: String,
    /// The revision that the editor saw: an item that changed since is a conflict. Left out, the newest.
    base: Option<i32>,
    /// What to do, one behind the other, all or nothing; at most 200.
    edits: Vec<EditInput>,
    /// Says what would change, and writes nothing.
    #[graphql(default = false)]
    preview: bool,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

/// Edits of several apps' declarations.
#[derive(Debug, InputObject)]
pub struct EditDeclarationsInput {
    /// Slug of the tenant.
    tenant: String,
    /// Slugs of its apps, each once; at most 100.
    apps: Vec<String>,
    /// What to do with each app's newest revision, one behind the other; at most 200.
    edits: Vec<EditInput>,
    /// What becomes of the other apps where the edits do not fit one of them.
    #[graphql(default_with = "ErrorPolicy::AllOrNothing")]
    on_error: ErrorPolicy,
    /// Says what would change, and writes nothing.
    #[graphql(default = false)]
    preview: bool,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

/// What became of one of several apps.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
pub enum EditOutcome {
    /// Its declaration has a new revision; in a preview, it would.
    Changed,
    /// It declares what it declared.
    Unchanged,
    /// The edits fit it, and were not made because they do not fit another app.
    HeldBack,
    /// The edits do not fit it.
    Refused,
}

/// What edits did, or would do, to one of several apps.
#[derive(Debug, SimpleObject)]
pub struct EditedApp {
    /// The app.
    slug: String,
    /// What became of it.
    outcome: EditOutcome,
    /// The number of its newest revision; that of before, where nothing was written, and null where the edits do not fit.
    revision: Option<i32>,
    /// What differs from the revision before, or would.
    changes: Vec<Change>,
    /// Why the edits do not fit it, each with its place in the declaration.
    user_errors: Vec<UserError>,
}

/// The answer of `editDeclarations`.
#[derive(Debug, SimpleObject)]
pub struct EditDeclarationsPayload {
    /// One outcome an app, in the order of the input; none where the call was refused as a whole.
    apps: Vec<EditedApp>,
    /// How many of the apps the edits fit.
    accepted: usize,
    /// How many they do not fit. Both together are as many as were named.
    refused: usize,
    /// Why nothing was changed: of the call, or with `ALL_OR_NOTHING` of every app that the edits do not fit. With `SKIP`
    /// those stand with their apps.
    user_errors: Vec<UserError>,
}

impl Payload for EditDeclarationsPayload {
    type Object = Vec<EditedApp>;

    fn done(apps: Vec<EditedApp>) -> Self {
        let refused = apps.iter().filter(|app| app.outcome == EditOutcome::Refused).count();
        Self { accepted: apps.len() - refused, refused, apps, user_errors: Vec::new() }
    }

    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { apps: Vec::new(), accepted: 0, refused: 0, user_errors }
    }
}

/// A keyed list of a declaration.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
pub enum DeclaredList {
    /// What users get.
    Functions,
    /// The tenant's own purposes.
    Purposes,
    /// Device permissions.
    Permissions,
    /// Third-party SDKs.
    Sdks,
    /// Parties that are neither recipients nor SDKs.
    Parties,
    /// Who receives data.
    Recipients,
    /// Single movements of data.
    Flows,
}

impl DeclaredList {
    fn item(self, key: &str) -> Pointer {
        let list = match self {
            Self::Functions => "functions",
            Self::Purposes => "purposes",
            Self::Permissions => "permissions",
            Self::Sdks => "sdks",
            Self::Parties => "parties",
            Self::Recipients => "recipients",
            Self::Flows => "flows",
        };
        Pointer::root().child(list).child(key)
    }
}

/// An item that is to be removed.
#[derive(Debug, InputObject)]
pub struct RemoveDeclaredItemInput {
    /// Slug of the tenant.
    tenant: String,
    /// Slug of the app.
    app: String,
    /// The list that it is in.
    list: DeclaredList,
    /// Its key.
    key: String,
    /// The revision that the editor saw.
    base: Option<i32>,
    /// Says what would change, and writes nothing.
    #[graphql(default = false)]
    preview: bool,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

/// What edits did, or would do.
#[derive(Debug, SimpleObject)]
pub struct EditedDeclaration {
    /// The app.
    app: App,
    /// The number of its newest revision; that of before, where nothing was written.
    revision: Option<i32>,
    /// What differs from the revision before.
    changes: Vec<Change>,
}

/// One item that somebody else changed too, and not to the same.
#[derive(Debug, SimpleObject)]
pub struct EditConflict {
    /// The item or section.
    path: String,
    /// What it was in the revision that the editor saw; null where it was not there.
    base: Option<Json<Value>>,
    /// What it is in the newest revision; null where it is no more.
    theirs: Option<Json<Value>>,
    /// What the edits would have made of it.
    yours: Option<Json<Value>>,
}

impl From<edit::Conflict> for EditConflict {
    fn from(conflict: edit::Conflict) -> Self {
        Self {
            path: conflict.path.to_string(),
            base: conflict.base.map(Json),
            theirs: conflict.theirs.map(Json),
            yours: conflict.yours.map(Json),
        }
    }
}

/// Declares the payload of a mutation that edits.
macro_rules! edit_payload {
    ($($name:ident of $mutation:literal)+) => {$(
        #[doc = concat!("The answer of `", $mutation, "`.")]
        #[derive(Debug, SimpleObject)]
        pub struct $name {
            /// What was edited.
            edited: Option<EditedDeclaration>,
            /// Both sides of every item that somebody else changed in the meantime.
            conflicts: Vec<EditConflict>,
            /// Why nothing was changed; empty on success.
            user_errors: Vec<UserError>,
        }

        impl Payload for $name {
            type Object = EditedDeclaration;

            fn done(edited: EditedDeclaration) -> Self {
                Self { edited: Some(edited), conflicts: Vec::new(), user_errors: Vec::new() }
            }

            fn refused(user_errors: Vec<UserError>) -> Self {
                Self { edited: None, conflicts: Vec::new(), user_errors }
            }
        }

        impl Clashing for $name {
            fn clashing(self, conflicts: Vec<EditConflict>) -> Self {
                Self { conflicts, ..self }
            }
        }
    )+};
}

/// A payload that can tell both sides.
trait Clashing: Payload<Object = EditedDeclaration> {
    fn clashing(self, conflicts: Vec<EditConflict>) -> Self;
}

edit_payload! {
    EditDeclarationPayload of "editDeclaration"
    RemoveDeclaredItemPayload of "removeDeclaredItem"
    DeclareFunctionPayload of "declareFunction"
    DeclareSdkPayload of "declareSdk"
    DeclareRecipientPayload of "declareRecipient"
    DeclareSharingPayload of "declareSharing"
    DeclarePermissionPayload of "declarePermission"
}

/// Declares the input of a mutation that declares one item: its usual members, typed, and all others as the manifest
/// writes them.
macro_rules! declare_input {
    ($(#[doc = $about:literal])+ $name:ident of $list:literal {
        $($(#[doc = $doc:literal])+ $field:ident: $type:ty = $member:literal),+ $(,)?
    }) => {
        $(#[doc = $about])+
        #[derive(Debug, InputObject)]
        pub struct $name {
            /// Slug of the tenant.
            tenant: String,
            /// Slug of the app.
            app: String,
            /// Key of the item; it never changes.
            key: String,
            $($(#[doc = $doc])+ $field: Option<$type>,)+
            /// Any other members by name, in the form of the manifest; null takes one away.
            more: Option<Json<Map<String, Value>>>,
            /// The revision that the editor saw: an item that changed since is a conflict. Left out, the newest.
            base: Option<i32>,
            /// Says what would change, and writes nothing.
            #[graphql(default = false)]
            preview: bool,
            /// Makes a repeated call answer the same; at most 200 characters.
            idempotency_key: Option<String>,
        }

        impl $name {
            fn call(self) -> (EditCall, Option<String>) {
                let mut members = self.more.map(|more| more.0).unwrap_or_default();
                $(if let Some(value) = self.$field {
                    members.insert($member.into(), value.member());
                })+
                let path = Pointer::root().child($list).child(&self.key);
                let call = EditCall {
                    tenant: self.tenant,
                    app: self.app,
                    base: self.base,
                    edits: vec![edit::Edit::Declare { path, members }],
                    preview: self.preview,
                };
                (call, self.idempotency_key)
            }
        }
    };
}

/// A typed member in the form of the manifest.
trait Member {
    fn member(self) -> Value;
}

impl Member for String {
    fn member(self) -> Value {
        self.into()
    }
}

impl Member for Vec<String> {
    fn member(self) -> Value {
        self.into()
    }
}

impl Member for Vec<LocalizedTextInput> {
    fn member(self) -> Value {
        Value::Object(self.into_iter().map(|text| (text.locale, text.text.into())).collect())
    }
}

declare_input! {
    /// A function of the app. What is left out stays as it is declared.
    DeclareFunctionInput of "functions" {
        /// Its name.
        name: Vec<LocalizedTextInput> = "name",
        /// `basic` or `additional`.
        class: String = "class",
        /// Codes of purposes.
        purposes: Vec<String> = "purposes",
    }
}

declare_input! {
    /// An SDK that the app ships. What is left out stays as it is declared.
    DeclareSdkInput of "sdks" {
        /// Its name.
        name: Vec<LocalizedTextInput> = "name",
        /// Its key in the catalogue.
        catalog: String = "catalog",
        /// The version that is shipped.
        version: String = "version",
        /// Codes of purposes.
        purposes: Vec<String> = "purposes",
        /// Codes of the data that it collects.
        data: Vec<String> = "data",
        /// `before_consent` or `after_consent`.
        initialised: String = "initialised",
    }
}

declare_input! {
    /// Who receives data. What is left out stays as it is declared.
    DeclareRecipientInput of "recipients" {
        /// Its name.
        name: Vec<LocalizedTextInput> = "name",
        /// `entity` or `class`.
        form: String = "form",
        /// Codes of the data that it receives.
        data: Vec<String> = "data",
        /// Code of the purpose.
        purpose: String = "purpose",
        /// How the sharing counts.
        mode: String = "mode",
        /// Code of the legal basis.
        basis: String = "basis",
        /// Code of the region.
        region: String = "region",
    }
}

declare_input! {
    /// One movement of data. What is left out stays as it is declared.
    DeclareSharingInput of "flows" {
        /// Who sends it.
        from: String = "from",
        /// Who receives it.
        to: String = "to",
        /// Codes of the data.
        data: Vec<String> = "data",
        /// How it counts.
        mode: String = "mode",
        /// Code of the legal basis.
        basis: String = "basis",
        /// Code of the region.
        region: String = "region",
    }
}

declare_input! {
    /// A permission that the app asks for. What is left out stays as it is declared.
    DeclarePermissionInput of "permissions" {
        /// Code of the permission.
        permission: String = "permission",
        /// `app`, or `sdk:` with the key of an SDK.
        requested_by: String = "requestedBy",
        /// Code of the purpose.
        purpose: String = "purpose",
        /// Codes of operating systems.
        systems: Vec<String> = "systems",
    }
}

/// Does what every editing mutation does.
async fn run<P: Clashing>(request: &RequestContext, call: EditCall, key: Option<String>) -> Result<P, Error> {
    match apps::edit(&request.session, &request.catalogs, call, key).await {
        Ok(edited) => {
            let app = refuse(request, apps::by_ids(&request.session, &[edited.app]).await)?;
            let app = app.into_values().next().ok_or_else(AppError::not_found);
            let changes = edited.differences.into_iter().map(Change::from).collect();
            let told = app.map(|app| EditedDeclaration { app: App(app), revision: edited.revision, changes });
            payload(request, told)
        }
        Err(EditRefusal::Errors(errors)) => payload(request, Err(errors)),
        Err(EditRefusal::Conflicts(conflicts)) => {
            let refused: P = payload(request, Err(AppError::conflict("error-edit-conflict").at(["edits"])))?;
            Ok(refused.clashing(conflicts.into_iter().map(EditConflict::from).collect()))
        }
    }
}

/// What became of an app that was the `index`th of the input.
fn told(request: &RequestContext, index: usize, outcome: BulkOutcome) -> EditedApp {
    let (outcome, slug) = (outcome.edited, outcome.app);
    let (outcome, edited) = match outcome {
        Ok(BulkEdited::Changed(edited)) => (EditOutcome::Changed, edited),
        Ok(BulkEdited::Unchanged(edited)) => (EditOutcome::Unchanged, edited),
        Ok(BulkEdited::HeldBack(edited)) => (EditOutcome::HeldBack, edited),
        Err(_) => {
            let errors = reasons(index, &outcome);
            let user_errors = errors.iter().map(|error| UserError::new(request, error)).collect();
            let (outcome, changes) = (EditOutcome::Refused, Vec::new());
            return EditedApp { slug, outcome, revision: None, changes, user_errors };
        }
    };
    let changes = edited.differences.into_iter().map(Change::from).collect();
    EditedApp { slug, outcome, revision: edited.revision, changes, user_errors: Vec::new() }
}

/// Why the edits do not fit the app, at its place in the input.
fn reasons<T>(index: usize, outcome: &Result<T, apps::Unfit>) -> Vec<AppError> {
    let at = || ["apps".to_owned(), index.to_string()];
    let errors = outcome.as_ref().err().map(apps::Unfit::errors).unwrap_or_default();
    errors.into_iter().map(|error| error.at(at())).collect()
}

/// What reading, checking and comparing one app's declaration costs, also where nothing is written.
const EDITING: usize = 20;

/// What editing several apps costs: each by itself, with what is told of it, and each edit once.
fn bulk_cost(apps: usize, edits: usize, told: usize) -> usize {
    apps.min(MAX_APPS) * (EDITING + told) + edits + 1
}

/// Mutations of declarations.
#[derive(Debug, Default)]
pub(super) struct DeclarationMutation;

#[Object]
impl DeclarationMutation {
    /// Edits an app's declaration piece by piece. Editors of different items do not hinder each other; of two who change
    /// the same item the second is told, with both sides, and changes nothing.
    async fn edit_declaration(
        &self,
        ctx: &Context<'_>,
        input: EditDeclarationInput,
    ) -> Result<EditDeclarationPayload, Error> {
        let request = ctx.request()?;
        let EditDeclarationInput { tenant, app, base, edits, preview, idempotency_key } = input;
        let edits = match edits.into_iter().map(EditInput::read).collect() {
            Ok(edits) => edits,
            Err(error) => return payload::<EditDeclarationPayload>(request, Err::<_, AppError>(error)),
        };
        run(request, EditCall { tenant, app, base, edits, preview }, idempotency_key).await
    }

    /// Edits several apps' declarations in the same way, all in one transaction: each app's newest revision, whoever made
    /// it.
    #[graphql(complexity = "bulk_cost(input.apps.len(), input.edits.len(), child_complexity)")]
    async fn edit_declarations(
        &self,
        ctx: &Context<'_>,
        input: EditDeclarationsInput,
    ) -> Result<EditDeclarationsPayload, Error> {
        let request = ctx.request()?;
        let EditDeclarationsInput { tenant, apps, edits, on_error, preview, idempotency_key } = input;
        let edits = match edits.into_iter().map(EditInput::read).collect() {
            Ok(edits) => edits,
            Err(error) => return payload::<EditDeclarationsPayload>(request, Err::<_, AppError>(error)),
        };
        let all_or_nothing = on_error == ErrorPolicy::AllOrNothing;
        let call = BulkCall { tenant, apps, edits, on_error: on_error.into(), preview };
        let outcomes = apps::edit_many(&request.session, &request.catalogs, call, idempotency_key).await;
        let outcomes = match outcomes {
            Ok(outcomes) => outcomes,
            Err(error) => return payload(request, Err(error)),
        };
        let each = outcomes.iter().enumerate();
        let errors: Vec<AppError> =
            each.flat_map(|(index, outcome)| reasons(index, &outcome.edited)).collect();
        let each = outcomes.into_iter().enumerate();
        let apps = each.map(|(index, outcome)| told(request, index, outcome)).collect();
        let done: EditDeclarationsPayload = payload(request, Ok::<_, AppError>(apps))?;
        if errors.is_empty() || !all_or_nothing {
            return Ok(done);
        }
        let EditDeclarationsPayload { user_errors, .. } = payload(request, Err(errors))?;
        Ok(EditDeclarationsPayload { user_errors, ..done })
    }

    /// Removes an item of a declaration; one that others name cannot be removed.
    async fn remove_declared_item(
        &self,
        ctx: &Context<'_>,
        input: RemoveDeclaredItemInput,
    ) -> Result<RemoveDeclaredItemPayload, Error> {
        let edits = vec![edit::Edit::Remove { path: input.list.item(&input.key) }];
        let RemoveDeclaredItemInput { tenant, app, base, preview, idempotency_key, .. } = input;
        run(ctx.request()?, EditCall { tenant, app, base, edits, preview }, idempotency_key).await
    }

    /// Declares a function of an app, or changes one.
    async fn declare_function(
        &self,
        ctx: &Context<'_>,
        input: DeclareFunctionInput,
    ) -> Result<DeclareFunctionPayload, Error> {
        let (call, key) = input.call();
        run(ctx.request()?, call, key).await
    }

    /// Declares an SDK that an app ships, or changes one.
    async fn declare_sdk(
        &self,
        ctx: &Context<'_>,
        input: DeclareSdkInput,
    ) -> Result<DeclareSdkPayload, Error> {
        let (call, key) = input.call();
        run(ctx.request()?, call, key).await
    }

    /// Declares who receives an app's data, or changes one.
    async fn declare_recipient(
        &self,
        ctx: &Context<'_>,
        input: DeclareRecipientInput,
    ) -> Result<DeclareRecipientPayload, Error> {
        let (call, key) = input.call();
        run(ctx.request()?, call, key).await
    }

    /// Declares one movement of an app's data, or changes one.
    async fn declare_sharing(
        &self,
        ctx: &Context<'_>,
        input: DeclareSharingInput,
    ) -> Result<DeclareSharingPayload, Error> {
        let (call, key) = input.call();
        run(ctx.request()?, call, key).await
    }

    /// Declares a permission that an app asks for, or changes one.
    async fn declare_permission(
        &self,
        ctx: &Context<'_>,
        input: DeclarePermissionInput,
    ) -> Result<DeclarePermissionPayload, Error> {
        let (call, key) = input.call();
        run(ctx.request()?, call, key).await
    }
}
