//! Who receives what: the declaration's recipients and the flows to them, one row for each recipient × flow × item ×
//! purpose. A recipient without a flow has one row whose three other keys are empty.

use sea_orm::entity::prelude::*;

use crate::{AppId, AppRows, Mutable, Removable, Snapshot, TenantId, TenantOwned};

/// Whether a recipient is one legal entity or a class of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum RecipientKind {
    /// One.
    #[sea_orm(string_value = "ENTITY")]
    Entity,
    /// A class.
    #[sea_orm(string_value = "CLASS")]
    Class,
}

/// How data reaches a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum SharingMode {
    /// Provided to another controller.
    #[sea_orm(string_value = "PROVIDE")]
    Provide,
    /// Entrusted to a processor.
    #[sea_orm(string_value = "ENTRUST")]
    Entrust,
    /// Handled jointly.
    #[sea_orm(string_value = "JOINT")]
    Joint,
    /// Transferred with the business.
    #[sea_orm(string_value = "TRANSFER")]
    Transfer,
    /// Made public.
    #[sea_orm(string_value = "DISCLOSE_PUBLICLY")]
    DisclosePublicly,
    /// Within the tenant.
    #[sea_orm(string_value = "INTERNAL")]
    Internal,
    /// A mere notice; stands in no list.
    #[sea_orm(string_value = "NOTIFY")]
    Notify,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "declared_recipients")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: AppId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub snapshot: Snapshot,
    /// Key of the declared recipient.
    #[sea_orm(primary_key, auto_increment = false)]
    pub recipient_key: String,
    /// Key of the flow; empty where none is stated.
    #[sea_orm(primary_key, auto_increment = false)]
    pub flow_key: String,
    /// Key of the data item; empty where none is stated.
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_key: String,
    /// Key of the purpose; empty where none is stated.
    #[sea_orm(primary_key, auto_increment = false)]
    pub purpose_key: String,
    pub kind: Option<RecipientKind>,
    pub mode: Option<SharingMode>,
    /// The recipient's legal role.
    pub role: Option<String>,
    /// Catalogue category of the item.
    pub category: Option<String>,
    /// Catalogue purpose that the tenant's purpose is mapped to.
    pub purpose: Option<String>,
    /// Legal basis.
    pub basis: Option<String>,
    /// Where the recipient handles the data.
    pub region: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TenantOwned for Entity {
    const TENANT: Column = Column::TenantId;
    const OF_APP: AppRows<Column> = AppRows::Of(Column::AppId);
}

impl Mutable for Entity {}
impl Removable for Entity {}
