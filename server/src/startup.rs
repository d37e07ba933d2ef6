//! Building the application, downstream first and HTTP last, and running it until it is told to stop.

mod announcement;
pub(crate) mod data_dir;
mod demo;
mod descriptors;
mod setup;
mod sockets;

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::AtomicBool},
};

use actix::Arbiter;
use actix_web::{
    App, HttpServer,
    dev::{Server, ServerHandle},
    web,
};
use anyhow::Context as _;
use arc_swap::ArcSwap;
use chrono::Utc;
use tracing_actix_web::TracingLogger;
use url::Url;

pub(crate) use announcement::reachable;
pub use demo::demo;
pub use setup::setup;

use announcement::Announcement;

use crate::{
    alerts::{self, Alerts},
    backup,
    bodies::Bodies,
    channel::History,
    config::{Config, ConfigErrors},
    events::{self, EventBus},
    http::{
        self, Attend, BodyTimeout, Discovered, Proxy, RequestIds, RequestSpan,
        admin::{Admin, oauth::devices::Devices},
        keys::{ClientKeys, SharedKeys},
        peer::Trust,
    },
    inventory::{self, AtWork, Inventory, NewKey},
    keep::Keeper,
    oauth::Vault,
    operator::{self, Entrance, declared, oidc::Oidc, password::Passwords},
    otel::{self, Exporting, Otel},
    probe::{self, Prober},
    retention, rollup,
    router::{
        affinity::LONGEST_LIFE,
        handle::{Earlier, RouterHandle},
    },
    secret::{MasterKey, Secret, random},
    shutdown::{self, Signals},
    store::{self, Store, channel_transition, session_pin},
    upstream::{client::Clients, trust},
    usage::{self, Journal, JournalWriter, UsageHandle, pricing::Prices},
};

/// Reads the configuration again, for a reload.
pub type Reread = Box<dyn Fn() -> Result<Config, ConfigErrors>>;

/// A running Routex.
pub struct Application {
    server: Server,
    address: SocketAddr,
    signals: Signals,
    pub(crate) parts: Parts,
}

/// What reload and shutdown work on.
pub(crate) struct Parts {
    pub http: ServerHandle,
    pub router: RouterHandle,
    pub usage: UsageHandle,
    pub store: Store,
    /// Tokens that are on their way when Routex stops are kept.
    pub vault: Vault,
    pub keeper: Keeper,
    pub alerts: Alerts,
    pub bodies: Bodies,
    pub events: EventBus,
    pub telemetry: Exporting,
    /// Tells load balancers before anything is closed.
    pub stopping: Arc<AtomicBool>,
    /// The sockets that it listens on outlive it.
    pub handed_over: bool,
    inventory: Inventory,
    passwords: Passwords,
    oidc: Oidc,
    /// Client keys that were made just now; shown once.
    pub new_keys: Vec<NewKey>,
    /// Lets whoever reads the console set Routex up; shown once. `None`: that was done before.
    setup_token: Option<Secret>,
    /// Where browsers find Routex, when that is configured.
    public_url: Option<Url>,
    /// Control and ledger; they end with the process.
    _arbiters: [Arbiter; 2],
}

impl Application {
    /// Opens the journal and the database, replays what a crash left, starts the actors and binds the port.
    pub async fn build(config: &Config) -> anyhow::Result<Self> {
        descriptors::raise();
        data_dir::make(&config.data_dir)?;
        // Beside all else; whoever needs them first waits for them.
        drop(actix_web::rt::task::spawn_blocking(trust::system));
        // Held by whoever serves from here already; the database is not brought to another shape below its feet.
        let journal = Journal::open(&config.data_dir.join("journal"), config.journal.max_bytes)?;
        let store = store::connect(config.database.url.expose(), &config.data_dir).await?;
        store.migrate_up().await?;
        let replayed = usage::replay(&journal, &store).await?;
        if replayed.settled + replayed.unknown > 0 {
            tracing::info!(
                settled = replayed.settled,
                unknown = replayed.unknown,
                "requests of an earlier run brought to the database"
            );
        }

        refuse_to_replace_the_key(config, &store).await?;
        let in_use = inventory::master_key_id(&store).await?;
        let master_key = MasterKey::load_in_use(&config.data_dir, in_use.as_deref())?;
        let passwords = Passwords::default();
        declared::reconcile(&config.admin, &store, &passwords).await?;
        let oidc = Oidc::default();
        oidc.set(
            config.admin.oidc.as_ref(),
            config.server.public_url.as_ref(),
        );
        let new_keys = inventory::reconcile(config, &store, &master_key).await?;
        let setup_token = match operator::setup::state(&store).await?.completed {
            true => None,
            false => Some(random("")?),
        };
        let nobody = ClientKeys::new([], config.server.require_client_key);
        let vault = Vault::new(store.clone(), master_key.clone());
        let contents = inventory::read(config, &vault, &store, &master_key, &nobody, None).await?;
        let prices = Prices::new(contents.prices);
        let keys: SharedKeys = Arc::new(ArcSwap::from_pointee(contents.keys));

        let (control, ledger) = (Arbiter::new(), Arbiter::new());
        let events = EventBus::default();
        let channels = contents.table.channels.iter().map(|channel| {
            let credentials = channel.credentials.iter().map(|known| known.id);
            (channel.id, credentials.collect())
        });
        let history = History::restore(channel_transition::standings(&store, channels).await?);
        let usage = usage::start(
            &ledger.handle(),
            journal.clone(),
            store.clone(),
            events.clone(),
            history.clone(),
        );
        let now_ms = Utc::now().timestamp_millis();
        session_pin::delete_expired(&store, LONGEST_LIFE, now_ms).await?;
        let pins = session_pin::load_live(&store, LONGEST_LIFE, now_ms).await?;
        let router = RouterHandle::start(
            &control.handle(),
            Arc::new(contents.table),
            Earlier {
                pins,
                history,
                vault: vault.clone(),
            },
            usage.save_pins_recipient(),
            Arc::new(prices.clone()),
            events.clone(),
        )
        .await;

        let inventory = Inventory::new(
            config.clone(),
            store.clone(),
            master_key,
            AtWork {
                router: router.clone(),
                keys: Arc::clone(&keys),
                prices: prices.clone(),
                events: events.clone(),
                vault: vault.clone(),
            },
            contents.settings,
            contents.alerting,
        );
        let keeper = Keeper::start(
            &ledger.handle(),
            store.clone(),
            inventory.master_key().clone(),
            inventory.watch_settings(),
        );
        let alerts = Alerts::start(
            &ledger.handle(),
            alerts::Deps {
                store: store.clone(),
                usage: usage.clone(),
                router: router.clone(),
                keys: Arc::clone(&keys),
                journal: journal.clone(),
                alerting: inventory.watch_alerting(),
                settings: inventory.watch_settings(),
            },
        );
        let bodies = Bodies::start(
            &ledger.handle(),
            store.clone(),
            inventory.master_key().clone(),
            inventory.watch_settings(),
            router.clone(),
        );
        ledger.spawn(backup::run_errands(
            config.data_dir.clone(),
            usage.clone(),
            keeper.clone(),
            bodies.clone(),
        ));
        ledger.spawn(store::checkpoint::run(store.clone()));
        ledger.spawn(retention::run(store.clone(), inventory.watch_settings()));
        ledger.spawn(rollup::run(store.clone(), inventory.watch_settings()));
        actix_rt::spawn(events::tick(events.clone(), router.clone()));
        actix_rt::spawn(probe::run(Prober {
            router: router.clone(),
            journal: journal.clone(),
            usage: usage.clone(),
            prices: prices.clone(),
            events: events.clone(),
        }));
        let (otel, telemetry) = otel::start(&config.telemetry)?;
        let stopping = Arc::<AtomicBool>::default();
        let shared = Shared {
            keys,
            router: router.clone(),
            journal: journal.clone(),
            usage: usage.clone(),
            prices,
            keeper: keeper.clone(),
            otel,
            bodies: bodies.clone(),
            stopping: Arc::clone(&stopping),
            max_body_bytes: config.server.max_body_bytes,
            body_timeout: BodyTimeout(config.server.body_timeout),
            admin: web::Data::new(Admin {
                inventory: inventory.clone(),
                usage: usage.clone(),
                keeper: keeper.clone(),
                bodies: bodies.clone(),
                entrance: Entrance::new(passwords.clone(), oidc.clone(), setup_token.clone()),
                journal,
                events: events.clone(),
                devices: Devices::default(),
                started_at: Utc::now(),
            }),
        };
        let signals = Signals::listen()?;
        let Listening {
            server,
            address,
            handed_over,
        } = listen(config, shared)?;
        let parts = Parts {
            http: server.handle(),
            router,
            usage,
            store,
            vault,
            keeper,
            alerts,
            bodies,
            events,
            telemetry,
            stopping,
            handed_over,
            inventory,
            passwords,
            oidc,
            new_keys,
            setup_token,
            public_url: config.server.public_url.clone(),
            _arbiters: [control, ledger],
        };
        Ok(Self {
            server,
            address,
            signals,
            parts,
        })
    }

    /// Where it listens; with port 0 the real port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until a signal, then stops in order.
    pub async fn run_until_stopped(self, reread: Option<Reread>) -> anyhow::Result<()> {
        shutdown::serve_until_signal(self.server, self.parts, self.signals, reread).await
    }
}

impl Parts {
    /// Brings a changed configuration into effect. Leases and streams in flight are not touched.
    pub async fn reload(&self, config: Config) -> anyhow::Result<()> {
        declared::reconcile(&config.admin, &self.store, &self.passwords).await?;
        let public_url = config.server.public_url.as_ref();
        self.oidc.set(config.admin.oidc.as_ref(), public_url);
        for key in &self.inventory.reload(config).await? {
            println!("{key}");
        }
        Ok(())
    }
}

/// What every worker gets a copy of.
#[derive(Clone)]
struct Shared {
    keys: SharedKeys,
    router: RouterHandle,
    journal: Journal,
    usage: UsageHandle,
    prices: Prices,
    keeper: Keeper,
    otel: Otel,
    bodies: Bodies,
    stopping: Arc<AtomicBool>,
    max_body_bytes: usize,
    body_timeout: BodyTimeout,
    admin: web::Data<Admin>,
}

impl Shared {
    fn proxy(&self) -> Proxy {
        Proxy {
            keys: Arc::clone(&self.keys),
            router: self.router.clone(),
            journal: JournalWriter::new(self.journal.clone()),
            usage: self.usage.clone(),
            prices: self.prices.clone(),
            keeper: self.keeper.clone(),
            otel: self.otel.clone(),
            bodies: self.bodies.clone(),
            clients: Clients::new(),
            discovered: Discovered::default(),
            stopping: Arc::clone(&self.stopping),
            max_body_bytes: self.max_body_bytes,
            body_timeout: self.body_timeout,
        }
    }
}

/// A master key that is made anew opens nothing of what the lost one sealed: providers would refuse every request.
async fn refuse_to_replace_the_key(config: &Config, store: &Store) -> anyhow::Result<()> {
    if MasterKey::of_environment()?.is_some() || MasterKey::file(&config.data_dir).exists() {
        return Ok(());
    }
    anyhow::ensure!(
        !inventory::has_sealed(store).await?,
        "the database holds provider keys, and the master key that opens them is missing: put master.key back into {}, \
         or set ROUTEX_MASTER_KEY",
        config.data_dir.display()
    );
    Ok(())
}

struct Listening {
    server: Server,
    address: SocketAddr,
    handed_over: bool,
}

fn listen(config: &Config, shared: Shared) -> anyhow::Result<Listening> {
    let settings = &config.server;
    let workers = match settings.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        workers => workers,
    };
    let trust = web::Data::new(Trust::new(settings));
    let stopping = Arc::clone(&shared.stopping);
    let server = HttpServer::new(move || {
        App::new()
            .wrap(RequestIds)
            .wrap(TracingLogger::<RequestSpan>::new())
            .wrap(Attend)
            .app_data(shared.body_timeout)
            .app_data(web::Data::new(shared.proxy()))
            .app_data(shared.admin.clone())
            .app_data(trust.clone())
            .configure(http::configure)
    })
    .tcp_nodelay(true)
    // A client that closes its side has left; otherwise its request would go on upstream.
    .h1_allow_half_closed(false)
    .keep_alive(settings.keep_alive)
    .client_request_timeout(settings.head_timeout)
    .on_connect(http::welcome(
        settings.keep_alive + settings.head_timeout,
        stopping,
    ))
    .max_connections(settings.max_connections.div_ceil(workers))
    .workers(workers)
    .shutdown_timeout(settings.shutdown_grace.as_millis().div_ceil(1_000) as u64)
    .disable_signals();
    let sockets = sockets::handed_over()?;
    let handed_over = !sockets.is_empty();
    let server = if handed_over {
        let listening = sockets
            .into_iter()
            .try_fold(server, |server, socket| server.listen(socket));
        listening.context("cannot listen on a socket that was handed over")?
    } else {
        server
            .bind((settings.host.as_str(), settings.port))
            .with_context(|| {
                format!(
                    "cannot listen on {}:{} (--port or [server] port chooses another one)",
                    settings.host, settings.port
                )
            })?
    };
    let address = server
        .addrs()
        .first()
        .copied()
        .context("no address was bound")?;
    Ok(Listening {
        server: server.run(),
        address,
        handed_over,
    })
}

/// `routex serve`: blocks until stopped.
pub fn serve(config: &Config, reread: Reread) -> anyhow::Result<()> {
    actix::System::new().block_on(async {
        let application = Application::build(config).await?;
        print!("{}", Announcement(&application));
        application.run_until_stopped(Some(reread)).await
    })
}

/// `routex migrate up`
pub fn migrate_up(config: &Config) -> anyhow::Result<()> {
    actix::System::new().block_on(async {
        let store = open_store(config).await?;
        let applied = store.migrate_up().await?;
        for name in &applied {
            println!("applied {name}");
        }
        if applied.is_empty() {
            println!("the database is up to date");
        }
        Ok(store.close().await?)
    })
}

/// `routex migrate status`
pub fn migrate_status(config: &Config) -> anyhow::Result<()> {
    actix::System::new().block_on(async {
        let store = open_store(config).await?;
        for migration in store.migrate_status().await? {
            let state = if migration.applied {
                "applied"
            } else {
                "missing"
            };
            println!("{state} {}", migration.name);
        }
        Ok(store.close().await?)
    })
}

/// Opens the migrated database for a command that nobody may disturb: no server can run on the data directory while the
/// journal is held.
///
/// # Errors
/// When a server runs there.
pub(crate) async fn open_alone(config: &Config) -> anyhow::Result<(Store, Journal)> {
    let store = open_store(config).await?;
    let journal = Journal::open(&config.data_dir.join("journal"), config.journal.max_bytes)
        .context("stop Routex on this data directory first")?;
    store.migrate_up().await?;
    Ok((store, journal))
}

/// Opens the database as it is.
pub(crate) async fn open_store(config: &Config) -> anyhow::Result<Store> {
    data_dir::make(&config.data_dir)?;
    Ok(store::connect(config.database.url.expose(), &config.data_dir).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Environment, Flags};

    #[actix_rt::test]
    async fn a_second_one_leaves_the_database_to_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let flags = Flags {
            data_dir: Some(dir.path().to_owned()),
            ..Flags::default()
        };
        let config = Config::from_layers(&flags, &Environment::new(), None).unwrap();
        let folder = dir.path().join("journal");
        let _first = Journal::open(&folder, config.journal.max_bytes).unwrap();

        assert!(Application::build(&config).await.is_err());

        assert!(!dir.path().join("routex.db").exists());
    }
}
