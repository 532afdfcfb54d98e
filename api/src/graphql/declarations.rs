//! Editing declarations piece by piece, in the schema.

use async_graphql::{Context, Enum, Error, InputObject, Json, Object, OneofObject, SimpleObject};
use disclosure::{Pointer, edit};
use serde_json::{Map, Value};

use super::{
    ContextExt, Payload, RequestContext, UserError,
    apps::{App, Change},
    payload, refuse,
    tenants::LocalizedTextInput,
};
use crate::{
    apps::{self, EditCall, EditRefusal},
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
