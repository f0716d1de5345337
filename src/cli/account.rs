//! `trygghetskarta account add|list|invite|close|open|end-sessions`: for whoever works on the machine itself.

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};

use crate::config::{StoreConfig, public_url};
use crate::service::{AccountChange, AccountDraft, Admission, Invited, Meant, Service, ServiceError};
use crate::staff::{Account, Grant, Role};

#[derive(Args)]
pub(super) struct AccountCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make an account and print the link with which its holder chooses a password.
    Add(Add),
    /// List logins, roles and the last time somebody signed in.
    List {
        #[command(flatten)]
        store: StoreConfig,
    },
    /// Print a new link for an account whose holder lost password or phone.
    Invite {
        #[command(flatten)]
        store: StoreConfig,
        login: String,
        #[command(flatten)]
        link: Link,
    },
    /// Close an account: its sessions, its invitation and the keys its holder made end at once.
    Close(Named),
    /// Open a closed account again; its password and phone are what they were.
    Open(Named),
    /// Sign the holder of an account out everywhere.
    EndSessions(Named),
}

#[derive(Args)]
struct Named {
    #[command(flatten)]
    store: StoreConfig,
    login: String,
}

#[derive(Args)]
struct Add {
    #[command(flatten)]
    store: StoreConfig,
    login: String,
    /// What colleagues call them; otherwise the login.
    #[arg(long)]
    name: Option<String>,
    /// moderator, planner, police, coordinator, auditor or admin, in every municipality; or ROLE@CODE in one. May be
    /// given several times.
    #[arg(long, required = true)]
    role: Vec<String>,
    #[command(flatten)]
    link: Link,
}

#[derive(Args)]
struct Link {
    /// The address people use; the link begins with it.
    #[arg(long, env = "TK_PUBLIC_URL", default_value = "http://127.0.0.1:8080", value_parser = public_url)]
    public_url: String,
}

impl AccountCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Add(add) => add.run().await,
            Action::List { store } => list(&super::start(&store, None).await?).await,
            Action::Invite { store, login, link } => {
                let (service, account) = Named { store, login }.find().await?;
                link.print(&service.invite_again(account.id, &operator(&service)).await.map_err(in_words)?);
                Ok(())
            }
            Action::Close(named) => named.shut(true).await,
            Action::Open(named) => named.shut(false).await,
            Action::EndSessions(named) => {
                let (service, account) = named.find().await?;
                service.end_sessions_of(account.id, &operator(&service)).await.map_err(in_words)?;
                println!("{} is signed out everywhere", account.login);
                Ok(())
            }
        }
    }
}

impl Named {
    async fn find(&self) -> anyhow::Result<(Service, Account)> {
        let service = super::start(&self.store, None).await?;
        let accounts = service.accounts(&operator(&service)).await.map_err(in_words)?;
        let wanted = self.login.trim().to_lowercase();
        let Some(account) = accounts.into_iter().find(|account| account.login.as_str() == wanted) else {
            bail!("there is no account {wanted}; see: trygghetskarta account list");
        };
        Ok((service, account))
    }

    async fn shut(&self, disabled: bool) -> anyhow::Result<()> {
        let (service, account) = self.find().await?;
        let change = AccountChange { disabled: Some(disabled), ..AccountChange::default() };
        let meant = (account.id, &Meant::default());
        let account = service.change_account(meant, &change, &operator(&service)).await.map_err(in_words)?;
        println!("{} is {}", account.login, if disabled { "closed" } else { "open" });
        Ok(())
    }
}

impl Add {
    async fn run(self) -> anyhow::Result<()> {
        let service = super::start(&self.store, None).await?;
        let grants = self.role.iter().map(|text| grant(text)).collect::<anyhow::Result<_>>()?;
        let name = self.name.unwrap_or_else(|| self.login.clone());
        let draft = AccountDraft { login: self.login, name, grants };
        self.link.print(&service.make_account(&draft, &operator(&service)).await.map_err(in_words)?);
        Ok(())
    }
}

impl Link {
    fn print(&self, invited: &Invited) {
        let (url, code) = (&self.public_url, &invited.code);
        println!("{url}/konto#inbjudan={code}");
        eprintln!(
            "{} chooses a password there; the link is good once, until {}",
            invited.account.login, invited.ends_at
        );
    }
}

async fn list(service: &Service) -> anyhow::Result<()> {
    for account in service.accounts(&operator(service)).await.map_err(in_words)? {
        let roles: Vec<String> = account.grants.iter().map(Grant::to_string).collect();
        let state = match (account.disabled, account.enrolled || account.external) {
            (true, _) => "closed",
            (false, false) => "invited",
            (false, true) => "open",
        };
        let seen = account.signed_in_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        println!("{}\t{state}\t{}\t{seen}", account.login, roles.join(","));
    }
    Ok(())
}

/// `planner`, or `planner@1273`.
fn grant(text: &str) -> anyhow::Result<Grant> {
    let (role, municipality) = match text.split_once('@') {
        None => (text, None),
        Some((role, code)) => (role, Some(code.to_owned())),
    };
    let known: Vec<&str> = Role::ALL.into_iter().map(Role::as_str).collect();
    let role = Role::parse(role).ok_or_else(|| anyhow!("{role} is no role; the roles are {}", known.join(", ")))?;
    Ok(Grant { role, municipality })
}

fn operator(service: &Service) -> Admission {
    service.admit_operator()
}

fn in_words(error: ServiceError) -> anyhow::Error {
    match error {
        ServiceError::Objections(objections) => {
            let words: Vec<String> = objections.into_iter().map(|one| one.en).collect();
            anyhow!("{}", words.join(" "))
        }
        other => other.into(),
    }
}
