//! Attempts to get in, counted by account and by address. Pure.
//!
//! An attempt is counted before it is decided, so that many at once are no way around; one that succeeds is forgiven.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

use super::throttle::{Pace, Throttle};

/// For one account, from wherever: a guesser has about three thousand tries a day.
const ACCOUNT: Pace = Pace {
    burst: 10,
    every: Duration::from_secs(30),
};
/// From one address, at whatever account.
const ADDRESS: Pace = Pace {
    burst: 20,
    every: Duration::from_secs(15),
};
/// Failures that make an entry in the audit log, for everybody together; the rest is in the log of Routex alone.
const ENTRIES: Pace = Pace {
    burst: 100,
    every: Duration::from_secs(10),
};
/// Accounts and addresses remembered, at most.
const REMEMBERED: usize = 4096;
/// Characters of an account's name that count; longer names belong to nobody.
const NAME: usize = 64;

/// What was tried lately.
#[derive(Debug)]
pub(super) struct Attempts {
    accounts: Throttle<Box<str>>,
    addresses: Throttle<IpAddr>,
    entries: Throttle<()>,
}

impl Default for Attempts {
    fn default() -> Self {
        Self {
            accounts: Throttle::new(ACCOUNT, REMEMBERED),
            addresses: Throttle::new(ADDRESS, REMEMBERED),
            entries: Throttle::new(ENTRIES, 1),
        }
    }
}

impl Attempts {
    /// Counts an attempt at the account, or says how long to wait. `None` for the account: at the setup.
    pub(super) fn begin(
        &mut self,
        account: Option<&str>,
        address: IpAddr,
        now: Instant,
    ) -> Result<(), Duration> {
        let (account, address) = (account.map(shortened), network(address));
        let of_account = account
            .as_ref()
            .and_then(|account| self.accounts.wait(account, now));
        if let Some(wait) = of_account.max(self.addresses.wait(&address, now)) {
            return Err(wait);
        }
        if let Some(account) = account {
            self.accounts.note(account, now);
        }
        self.addresses.note(address, now);
        Ok(())
    }

    /// The attempt succeeded.
    pub(super) fn forgive(&mut self, account: Option<&str>, address: IpAddr) {
        if let Some(account) = account {
            self.accounts.forgive(&shortened(account));
        }
        self.addresses.forgive(&network(address));
    }

    /// Whether one more failure is to be entered in the audit log.
    pub(super) fn is_worth_an_entry(&mut self, now: Instant) -> bool {
        let worth = self.entries.wait(&(), now).is_none();
        if worth {
            self.entries.note((), now);
        }
        worth
    }
}

fn shortened(account: &str) -> Box<str> {
    account.chars().take(NAME).collect()
}

/// Whoever has one IPv6 address has a whole network of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn line_06_an_account_is_throttled_from_wherever_it_is_tried() {
        let now = Instant::now();
        let mut attempts = Attempts::default();
        for host in 0..10 {
            let from = IpAddr::from([10, 0, 0, host]);
            assert_eq!(attempts.begin(Some("admin"), from, now), Ok(()));
        }
        let elsewhere = address("10.0.0.99");
        let refused = attempts.begin(Some("admin"), elsewhere, now);
        assert_eq!(refused, Err(ACCOUNT.every));
        assert_eq!(attempts.begin(Some("other"), elsewhere, now), Ok(()));
    }

    #[test]
    fn line_06_an_address_is_throttled_whatever_it_tries() {
        let now = Instant::now();
        let mut attempts = Attempts::default();
        for account in 0..20 {
            let account = account.to_string();
            let from = IpAddr::from([0xfd00, 0, 0, 0, 0, 0, 0, 7_u16]);
            assert_eq!(attempts.begin(Some(&account), from, now), Ok(()));
        }
        let neighbour = attempts.begin(Some("x"), address("fd00::8"), now);
        assert_eq!(neighbour, Err(ADDRESS.every));
        assert_eq!(
            attempts.begin(Some("x"), address("fd00:0:0:1::8"), now),
            Ok(())
        );
    }

    #[test]
    fn line_06_who_gets_in_is_forgiven() {
        let now = Instant::now();
        let mut attempts = Attempts::default();
        let from = address("10.0.0.1");
        for _ in 0..100 {
            assert_eq!(attempts.begin(Some("admin"), from, now), Ok(()));
            attempts.forgive(Some("admin"), from);
        }
    }

    #[test]
    fn failures_fill_the_audit_log_slowly() {
        let now = Instant::now();
        let mut attempts = Attempts::default();
        let entered = (0..1000).filter(|_| attempts.is_worth_an_entry(now));
        assert_eq!(entered.count(), 100);
        assert!(attempts.is_worth_an_entry(now + ENTRIES.every));
    }
}
