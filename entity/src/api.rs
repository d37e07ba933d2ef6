//! The bodies of the admin API, one file a resource. Times are RFC 3339, money is US dollars as decimal numbers.

mod alert;
mod alias;
mod analytics;
mod audit;
mod channel;
mod channel_test;
mod client_key;
mod credential;
mod event;
mod explain;
mod history;
mod multiplier;
mod oauth;
mod page;
mod price;
mod problem;
mod provider;
mod request;
mod request_body;
mod routing;
#[cfg(test)]
mod secrecy;
mod session;
mod settings;
mod setup;
mod status;
mod time;
mod token;
mod transfer;
mod usd;

pub use alert::{
    Alert, AlertDelivery, AlertMessage, AlertRule, AlertRuleInput, AlertRules, AlertRulesInput,
    AlertSubject, AlertTarget, AlertTargetInput, AlertTargetPatch, AlertTargetTest,
};
pub use alias::{Alias, AliasInput, AliasTarget, Fallback};
pub use analytics::{
    AnalyticsBreakdown, AnalyticsFigures, AnalyticsLine, AnalyticsMetrics, AnalyticsPeriod,
    AnalyticsPoint, AnalyticsRow, AnalyticsSeries, AnalyticsSummary, OutcomeCount, Percentiles,
};
pub use audit::AuditItem;
pub use channel::{
    Capabilities, Channel, ChannelCounters, ChannelEndpoint, ChannelInput, ChannelLatency,
    ChannelLive, ChannelOptions, ChannelPatch, ChannelSettings, Drained, ProbeResult,
};
pub use channel_test::{ChannelTest, ChannelTestInput};
pub use client_key::{
    BudgetInput, BudgetStanding, ClientKey, ClientKeyChange, ClientKeyInput, NewClientKey,
};
pub use credential::{
    AwsKeyInput, ClientCredentialsInput, Credential, CredentialHealth, CredentialInput,
    CredentialPatch, LastError, ModelHealth, ServiceAccountInput, Suspended,
};
pub use event::{
    ChannelEvent, ChannelPulse, ConfigEvent, FailoverEvent, LaggedEvent, ProbeEvent, StatsEvent,
};
pub use explain::{ExplainInput, ExplainedCandidate, Explanation, Pin};
pub use history::{ChannelHistory, ChannelTransition, TransitionCredential};
pub use multiplier::Multiplier;
pub use oauth::{
    OauthDevice, OauthFlow, OauthFlowInput, OauthPreset, OauthProvider, OauthProviderInput,
    OauthProviderOptions, OauthProviderPatch, OauthReturn, TokenHealth,
};
pub use page::Page;
pub use price::{
    Price, PriceInput, PriceOverrides, PriceRates, PriceRecompute, PriceRecomputed, PriceRefresh,
    PriceRefreshed, PriceSource, PriceTier, RecomputedModel,
};
pub use problem::{FieldProblem, ProblemBody};
pub use provider::Provider;
pub use request::{Attempt, Request, RequestDetail, RequestList, RequestRow, Tokens};
pub use request_body::{BodyEncoding, BodyPart, RequestBodies, RequestBody, ShownRequest};
pub use routing::{
    Affinity, AffinityInput, Breaker, BreakerInput, Routing, RoutingInput, RoutingSource,
};
pub use session::{CallerKind, OidcMethod, PasswordChange, Session, SignIn, SignInMethods};
pub use settings::{Settings, SettingsInput};
pub use setup::{MadeChannel, MadeClientKey, SetupDone, SetupInput, SetupState, SetupTestInput};
pub use status::{JournalStatus, PartStatus, Status, Warning};
pub use time::{Time, time};
pub use token::{AdminToken, AdminTokenInput, NewAdminToken};
pub use transfer::{
    Export, ExportInput, ExportedChannel, ExportedKey, ImportFormat, ImportInput, ImportReport,
    ImportedThing, NotImported, OnConflict, SealedBox, SecretNeeded,
};
pub use usd::Usd;
