//! `dbag cron`: lines that let cron or systemd collect.

use std::env;
use std::path::Path;

use clap::Args;

use crate::failure::Failure;
use crate::out;
use crate::settings::absolute;
use crate::start::Context;

#[derive(Debug, Args)]
pub(crate) struct Cron {
    /// Print a service and a timer of systemd instead of a line of crontab
    #[arg(long)]
    systemd: bool,
}

/// Secrets are not printed: what this shell has in a variable, cron reads from a file.
const SECRETS: [(&str, &str); 3] = [
    ("DBAG_DATABASE_URL", "database-url"),
    ("DATABASE_URL", "database-url"),
    ("DBAG_SECRET_KEY", "secret-key"),
];

impl Cron {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let job = Job::of(context)?;
        out::line(if self.systemd {
            job.systemd()
        } else {
            job.crontab()
        })
    }
}

/// What is to be run, with nothing left that depends on this shell.
struct Job {
    program: String,
    data_dir: String,
    user: String,
    /// Variables that name files, and the variable to write there first where it is not a file yet.
    files: Vec<(String, String, Option<&'static str>)>,
}

impl Job {
    fn of(context: &Context) -> Result<Self, Failure> {
        let program = env::current_exe()
            .map_err(|error| Failure::Failed(format!("cannot tell where dbag is: {error}")))?;
        let data_dir = context.settings.absolute_data_dir();
        let mut files = Vec::new();
        for (name, file) in SECRETS {
            let given = format!("{name}_FILE");
            if let Some(path) = env::var_os(&given).filter(|path| !path.is_empty()) {
                files.push((given, text(&absolute(Path::new(&path)))?, None));
            } else if env::var_os(name).is_some_and(|value| !value.is_empty()) {
                files.push((given, text(&data_dir.join(file))?, Some(name)));
            }
        }
        Ok(Self {
            program: text(&absolute(&program))?,
            data_dir: text(&data_dir)?,
            user: user(),
            files,
        })
    }

    /// How the files of secrets are made; empty where there is nothing to do.
    fn preparation(&self) -> String {
        let lines = self.files.iter().filter_map(|(_, path, name)| {
            let name = (*name)?;
            let path = quoted(path);
            Some(format!(
                "#   (umask 077; printf '%s' \"${name}\" > {path})\n"
            ))
        });
        let lines: String = lines.collect();
        match lines.as_str() {
            "" => String::new(),
            lines => format!(
                "# What this shell has in variables is read from files; make them first:\n{lines}"
            ),
        }
    }

    fn crontab(&self) -> String {
        let Self {
            program,
            data_dir,
            user,
            ..
        } = self;
        let variables: String = self
            .files
            .iter()
            .map(|(name, path, _)| format!("{name}={} ", quoted(path)))
            .collect();
        let log = quoted(&format!("{data_dir}/collect.log"));
        let (program, data_dir) = (quoted(program), quoted(data_dir));
        let command =
            format!("{variables}{program} collect --due --data-dir {data_dir} >> {log} 2>&1");
        // A bare % ends a command of crontab.
        let command = command.replace('%', "\\%");
        let preparation = self.preparation();
        format!(
            "# For the crontab of {user}: `crontab -e`, or `(crontab -l; dbag cron) | crontab -`.\n\
             # Run `dbag serve` with --no-scheduler then.\n\
             {preparation}*/15 * * * * {command}"
        )
    }

    fn systemd(&self) -> String {
        let Self { user, .. } = self;
        let environment: String = self
            .files
            .iter()
            .map(|(name, path, _)| format!("Environment={}\n", in_unit(&format!("{name}={path}"))))
            .collect();
        let (program, data_dir) = (in_unit(&self.program), in_unit(&self.data_dir));
        let preparation = self.preparation();
        format!(
            "# /etc/systemd/system/dbag-collect.service (its log: journalctl -u dbag-collect)\n\
             {preparation}\
             [Unit]\n\
             Description=Dbag asks what is due\n\
             After=network-online.target\n\
             Wants=network-online.target\n\
             \n\
             [Service]\n\
             Type=oneshot\n\
             User={user}\n\
             {environment}\
             ExecStart={program} collect --due --data-dir {data_dir}\n\
             \n\
             # /etc/systemd/system/dbag-collect.timer\n\
             # Then: systemctl daemon-reload && systemctl enable --now dbag-collect.timer\n\
             # Run `dbag serve` with --no-scheduler then.\n\
             [Unit]\n\
             Description=Dbag asks every quarter of an hour\n\
             \n\
             [Timer]\n\
             OnCalendar=*:0/15\n\
             Persistent=true\n\
             \n\
             [Install]\n\
             WantedBy=timers.target"
        )
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    let text = path.to_str().filter(|text| !text.contains('\n'));
    text.map(str::to_owned).ok_or_else(|| {
        Failure::refused(format!(
            "{} cannot be written into a crontab",
            path.display()
        ))
    })
}

/// For a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// For a unit of systemd, where % and $ mean something.
fn in_unit(text: &str) -> String {
    let text = text.replace('\\', r"\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('%', "%%").replace('$', "$$"))
}

#[cfg(unix)]
fn user() -> String {
    let uid = rustix::process::getuid().as_raw();
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = accounts.lines().find_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next()?;
        (parts.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    });
    name.unwrap_or_else(|| uid.to_string())
}

#[cfg(not(unix))]
fn user() -> String {
    env::var("USERNAME").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Job {
        Job {
            program: "/opt/it's/dbag".to_owned(),
            data_dir: "/srv/50%/d bag".to_owned(),
            user: "ann".to_owned(),
            files: vec![(
                "DATABASE_URL_FILE".into(),
                "/srv/url".into(),
                Some("DATABASE_URL"),
            )],
        }
    }

    #[test]
    fn a_line_of_crontab_depends_on_nothing() {
        let crontab = job().crontab();
        let line = crontab.lines().last().expect("a line");
        assert_eq!(
            line,
            r"*/15 * * * * DATABASE_URL_FILE='/srv/url' '/opt/it'\''s/dbag' collect --due --data-dir '/srv/50\%/d bag' >> '/srv/50\%/d bag/collect.log' 2>&1"
        );
        assert!(crontab.contains(r#"#   (umask 077; printf '%s' "$DATABASE_URL" > '/srv/url')"#));
    }

    #[test]
    fn a_unit_quotes_what_systemd_would_expand() {
        let unit = job().systemd();
        assert!(
            unit.contains(
                r#"ExecStart="/opt/it's/dbag" collect --due --data-dir "/srv/50%%/d bag""#
            ),
            "{unit}"
        );
        assert!(unit.contains("User=ann\n"));
    }
}
