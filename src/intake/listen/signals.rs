//! What the service manager says: stop, or read the certificate again.

use std::io;

use actix_rt::SystemRunner;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Waits for signals on the main thread.
///
/// To be made before the process is confined: signals come in by a pair of sockets, which
/// is made once, and which cannot be made later.
pub struct Signals {
    system: SystemRunner,
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Signals {
    /// From here on these signals do not end the process by themselves.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn new() -> io::Result<Self> {
        let system = actix_rt::System::new();
        let [interrupt, terminate, hangup] = system.block_on(async {
            let [first, second, third] = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
            Ok::<_, io::Error>([signal(first)?, signal(second)?, signal(third)?])
        })?;
        Ok(Self { system, interrupt, terminate, hangup })
    }

    /// Until the process is told to stop; `reload` at each hangup before.
    pub(super) fn wait(self, reload: impl Fn()) {
        let Self { system, mut interrupt, mut terminate, mut hangup } = self;
        system.block_on(async move {
            loop {
                tokio::select! {
                    _ = interrupt.recv() => return,
                    _ = terminate.recv() => return,
                    _ = hangup.recv() => reload(),
                }
            }
        });
    }
}
