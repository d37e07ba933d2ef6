//! What a system tells its processes. Windows has no such signals, but events of the console that come near.

use anyhow::Context as _;

#[cfg(unix)]
use tokio::signal::unix::{
    Signal as Terminate, Signal as Interrupt, Signal as Hangup, SignalKind, signal,
};
#[cfg(windows)]
use tokio::signal::windows::{
    CtrlBreak as Hangup, CtrlC as Interrupt, CtrlClose as Terminate, ctrl_break, ctrl_c, ctrl_close,
};

/// The signals that Routex listens to. Made before anybody is told that it serves: until then they have their default
/// effect, which is a death without order.
pub(crate) struct Signals {
    pub(super) terminate: Terminate,
    pub(super) interrupt: Interrupt,
    /// Asks for a reload; Ctrl-Break on Windows.
    pub(super) hangup: Hangup,
}

impl Signals {
    pub(crate) fn listen() -> anyhow::Result<Self> {
        Self::take().context("cannot listen for signals")
    }

    /// Told to end.
    pub(crate) async fn end(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(unix)]
    fn take() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    #[cfg(windows)]
    fn take() -> std::io::Result<Self> {
        Ok(Self {
            terminate: ctrl_close()?,
            interrupt: ctrl_c()?,
            hangup: ctrl_break()?,
        })
    }
}
