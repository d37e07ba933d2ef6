//! 简体中文.

use routex_entity::{AlertKind, AlertState, Severity};

use super::{Message, detail};

pub(super) fn title(message: &Message, instance: &str) -> String {
    let kind = name(message.kind);
    match message.state {
        AlertState::Test => format!("{instance}：测试"),
        AlertState::Resolved => format!("{instance}：已恢复：{kind}"),
        AlertState::Firing => {
            let severity = match message.severity {
                Severity::Info => "提示",
                Severity::Warning => "警告",
                Severity::Critical => "严重",
            };
            let again = if message.reminder {
                "（仍在持续）"
            } else {
                ""
            };
            format!("{instance}：{severity}：{kind}{again}")
        }
    }
}

fn name(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::ChannelDown => "渠道不可用",
        AlertKind::CredentialRejected => "凭据被拒绝",
        AlertKind::NeedsSignIn => "需要重新登录",
        AlertKind::CredentialExhausted => "账户额度耗尽",
        AlertKind::BudgetLow => "预算即将用完",
        AlertKind::BudgetUsedUp => "预算已用完",
        AlertKind::ErrorRate => "错误率过高",
        AlertKind::NoRoute => "没有可用渠道",
        AlertKind::JournalFilling => "日志堆积",
        AlertKind::LedgerAway => "数据库不可用",
    }
}

/// The window of a budget.
fn window(message: &Message) -> &'static str {
    match detail(message, "window").as_str() {
        "day" => "日",
        "week" => "周",
        "month" => "月",
        _ => "总",
    }
}

pub(super) fn summary(message: &Message) -> String {
    match message.state {
        AlertState::Test => "这是一条测试消息，一切正常。".to_owned(),
        AlertState::Firing => wrong(message),
        AlertState::Resolved => well(message),
    }
}

fn wrong(message: &Message) -> String {
    let of = |name| detail(message, name);
    match message.kind {
        AlertKind::ChannelDown => {
            let why = match of("reason").as_str() {
                "credentials_suspended" => "服务商拒绝了它的所有凭据",
                _ => "请求连续失败，熔断器已打开",
            };
            format!("渠道 {} 无法提供服务：{why}。", of("channel"))
        }
        AlertKind::CredentialRejected => format!(
            "服务商拒绝了渠道 {} 的凭据 {}，请更换密钥。",
            of("channel"),
            of("credential")
        ),
        AlertKind::NeedsSignIn => format!(
            "服务商不再接受渠道 {} 的凭据 {} 所属账户，请重新登录。",
            of("channel"),
            of("credential")
        ),
        AlertKind::CredentialExhausted => format!(
            "渠道 {} 的凭据 {} 所属账户的余额或额度已耗尽。",
            of("channel"),
            of("credential")
        ),
        AlertKind::BudgetLow => format!(
            "客户端密钥 {} 已用掉预算（{}）的 {}%：{} / {} 美元。",
            of("client_key"),
            window(message),
            of("percent"),
            of("spent_usd"),
            of("budget_usd")
        ),
        AlertKind::BudgetUsedUp => format!(
            "客户端密钥 {} 的预算（{}）{} 美元已用完，其请求将被拒绝。",
            of("client_key"),
            window(message),
            of("budget_usd")
        ),
        AlertKind::ErrorRate => format!(
            "最近 {} 秒内有 {}% 的请求失败：{} / {}。",
            of("window_seconds"),
            of("percent"),
            of("failed"),
            of("requests")
        ),
        AlertKind::NoRoute => format!(
            "最近 {} 秒内有 {} 个请求找不到可用的渠道。",
            of("window_seconds"),
            of("requests")
        ),
        AlertKind::JournalFilling => format!(
            "用量日志已达上限的 {}%，达到上限后请求会被拒绝，请检查数据库为何不接收记录。",
            of("percent")
        ),
        AlertKind::LedgerAway => format!(
            "数据库不接收记录，或账本没有响应。请求仍在处理，{} 条记录在日志中等待。",
            of("journal_entries")
        ),
    }
}

fn well(message: &Message) -> String {
    let of = |name| detail(message, name);
    match message.kind {
        AlertKind::ChannelDown => format!("渠道 {} 已恢复服务。", of("channel")),
        AlertKind::CredentialRejected => format!(
            "渠道 {} 的凭据 {} 不再被拒绝。",
            of("channel"),
            of("credential")
        ),
        AlertKind::NeedsSignIn => format!(
            "渠道 {} 的凭据 {} 所属账户已重新登录。",
            of("channel"),
            of("credential")
        ),
        AlertKind::CredentialExhausted => format!(
            "渠道 {} 的凭据 {} 所属账户已有额度。",
            of("channel"),
            of("credential")
        ),
        AlertKind::BudgetLow => format!(
            "客户端密钥 {} 的预算（{}）又有余量。",
            of("client_key"),
            window(message)
        ),
        AlertKind::BudgetUsedUp => format!(
            "客户端密钥 {} 的预算（{}）不再是用完状态。",
            of("client_key"),
            window(message)
        ),
        AlertKind::ErrorRate => "请求失败率已恢复正常。".to_owned(),
        AlertKind::NoRoute => "请求又能找到可用的渠道。".to_owned(),
        AlertKind::JournalFilling => "用量日志又有余量。".to_owned(),
        AlertKind::LedgerAway => "数据库又能接收记录。".to_owned(),
    }
}
