//! What concerns the installation as a whole and not routing.

use serde::{Deserialize, Serialize};

/// The settings of the installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Settings {
    /// Shown to operators, so that they know where they are: 1 to 60 characters. Default `Routex`.
    pub instance_name: String,
    /// Days after which requests and their attempts are removed. 0, the default: they are kept for ever.
    pub request_retention_days: u32,
    /// Days after which entries of the audit log are removed. 0, the default: they are kept for ever.
    pub audit_retention_days: u32,
    /// Days for which Routex itself keeps responses of the Responses API that it translated, so that
    /// `previous_response_id` works with every provider: the whole conversation, encrypted. Default 7. 0: none is kept, and
    /// the answers say `"store": false`.
    pub response_keep_days: u32,
    /// Hours for which analytics can tell minutes apart: 1 to 744, default 48. What was removed does not come back when
    /// this is raised.
    pub analytics_minute_hours: u32,
    /// Days for which analytics can tell hours apart. Default 90; 0: for ever. Days are kept for ever.
    pub analytics_hour_days: u32,
    /// Bytes of one body that are kept, where bodies of requests are: 1024 to 16777216; what is longer is cut. Default
    /// 1048576.
    pub body_max_bytes: u32,
    /// Whether images, documents and other files stay in bodies that are kept. Default: their length and SHA-256 stand in.
    pub body_keep_media: bool,
    /// Regular expressions, at most 32; what matches is masked in bodies before they are kept. Keys and passwords are masked
    /// anyway.
    pub body_redact: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            instance_name: "Routex".to_owned(),
            request_retention_days: 0,
            audit_retention_days: 0,
            response_keep_days: 7,
            analytics_minute_hours: 48,
            analytics_hour_days: 90,
            body_max_bytes: 1024 * 1024,
            body_keep_media: false,
            body_redact: Vec::new(),
        }
    }
}

/// A change of the settings: what is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsInput {
    /// 1 to 60 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_name: Option<String>,
    /// 0 to 36500; 0: for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_retention_days: Option<u32>,
    /// 0 to 36500; 0: for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit_retention_days: Option<u32>,
    /// 0 to 36500; 0: none is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_keep_days: Option<u32>,
    /// 1 to 744.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analytics_minute_hours: Option<u32>,
    /// 0 to 36500; 0: for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analytics_hour_days: Option<u32>,
    /// 1024 to 16777216.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_max_bytes: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_keep_media: Option<bool>,
    /// Regular expressions, at most 32.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_redact: Option<Vec<String>>,
}
