//! The program: parse, dispatch, print, exit status. The only place that prints.

use std::{
    ffi::OsString,
    io::IsTerminal,
    process::ExitCode,
    sync::{Arc, Mutex},
};

use tongbao::{
    Error,
    cli::{self, Cli, Command},
    commands::{
        self, Setting, Status,
        console::{Console, Volume},
    },
    intake::worker,
    report::plot::Wish,
};

/// The system's allocator would keep what the reading of a province took for as long as the program runs.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    match words.first() {
        Some(word) if word == worker::COMMAND => return read(),
        Some(word) if word == commands::query::COMMAND => return answer(&words[1..]),
        Some(_) | None => {}
    }
    let cli = match cli::parse(&words) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let console = console(&cli.common);
    let verbose = cli.common.verbose;
    match run(cli, words, &console) {
        Ok(Status::Done) => ExitCode::SUCCESS,
        Ok(Status::NeedsAttention) => ExitCode::from(1),
        Err(error) => {
            report(&console, &error, verbose);
            ExitCode::from(error.exit_status())
        }
    }
}

/// Reads files for another process of this program: before anything else is set up, so that it starts at once.
fn read() -> ExitCode {
    let limits = worker::limits(std::env::args().skip(2));
    let served = limits.map(|limits| worker::serve(&limits, std::io::stdin().lock(), std::io::stdout().lock()));
    if matches!(served, Some(Ok(()))) { ExitCode::SUCCESS } else { ExitCode::from(3) }
}

/// Answers a question for another process of this program, which prints it.
fn answer(words: &[OsString]) -> ExitCode {
    let console = Console::silent();
    let Ok(Cli { common, command: Command::Query(query) }) = cli::parse(words) else { return ExitCode::from(2) };
    let Ok(setting) = setting(common, &console) else { return ExitCode::from(3) };
    match commands::query::serve(&asked(query, Vec::new()), &setting, std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(3),
    }
}

fn run(cli: Cli, words: Vec<OsString>, console: &Console) -> tongbao::Result<Status> {
    let setting = setting(cli.common, console)?;
    match cli.command {
        Command::Demo { dir } => commands::demo::run(&dir, &setting),
        Command::Init { dir } => commands::init::run(&dir, &setting),
        Command::Month { month, paths, reissue, no_pdf, reading } => {
            let ingest = commands::ingest::Options { paths, reading: how(reading), dry_run: false };
            commands::month::run(&month, &ingest, commands::bulletin::Options { reissue, pdf: !no_pdf }, &setting)
        }
        Command::Ingest { paths, reading, dry_run } => {
            commands::ingest::run(&commands::ingest::Options { paths, reading: how(reading), dry_run }, &setting)
        }
        Command::Withdraw { county, ledger, week } => commands::withdraw::run(&county, &ledger, week, &setting),
        Command::Bulletin { month, reissue, no_pdf } => {
            commands::bulletin::run(&month, commands::bulletin::Options { reissue, pdf: !no_pdf }, &setting)
        }
        Command::Check { as_of } => commands::check::run(as_of, &setting),
        Command::Notices { month, no_pdf } => commands::notices::run(&month, !no_pdf, &setting),
        Command::Forms { as_of, county, each, no_pdf } => {
            commands::forms::run(&commands::forms::Options { as_of, county, each, pdf: !no_pdf }, &setting)
        }
        Command::Publicity { as_of } => commands::publicity::run(as_of, &setting),
        Command::Diff { from, to, output } => commands::diff::run(from, to, output.as_deref(), &setting),
        Command::History { uscc } => commands::history::run(&uscc, &setting),
        Command::Store { action, version } => commands::store::run(on_store(action), version, &setting),
        Command::Template { county, prefilled, output } => {
            commands::template::run(county.as_deref(), prefilled, output.as_deref(), &setting)
        }
        Command::Reports { action: cli::ReportsAction::Check } => commands::reports::check(&setting),
        Command::Doctor => commands::doctor::run(&setting),
        Command::Query(query) => commands::query::run(&asked(query, words), &setting),
        Command::Analyse(analyse) => commands::analyse::run(&analysis(analyse), &setting),
        Command::Assess { month: Some(month), .. } => commands::assess::run(&month, &setting),
        Command::Assess { month: None, .. } => commands::assess::copy(&setting),
        Command::Trace { figure, month, output } => {
            commands::trace::run(&commands::trace::Options { words: figure, month, output }, &setting)
        }
    }
}

fn on_store(action: cli::StoreAction) -> commands::store::Action {
    use commands::store::Action;
    match action {
        cli::StoreAction::Log => Action::Log,
        cli::StoreAction::Verify => Action::Verify,
        cli::StoreAction::Restore => Action::Restore,
        cli::StoreAction::Compact => Action::Compact,
    }
}

fn how(reading: cli::Reading) -> commands::ingest::Reading {
    commands::ingest::Reading { as_of: reading.as_of, county: reading.county, split: reading.split }
}

fn asked(query: cli::Query, words: Vec<OsString>) -> commands::query::Options {
    commands::query::Options {
        name: query.name,
        list: query.list,
        sql: query.sql,
        params: query.params,
        month: query.month,
        as_of: query.as_of,
        format: query.format,
        output: query.output,
        limit: query.limit,
        chart: query.chart.map(|shape| Wish { shape, labels: query.label, values: query.value }),
        explain: query.explain,
        words,
    }
}

fn analysis(asked: cli::Analyse) -> commands::analyse::Options {
    let cli::Analyse { kind, by, month, as_of, format, output } = asked;
    commands::analyse::Options { kind, by, month, as_of, format, output }
}

fn setting(common: cli::Common, console: &Console) -> tongbao::Result<Setting> {
    let current = std::env::current_dir()
        .map_err(|cause| Error::failed("不知道当前在哪个文件夹里。").remedy("换一个文件夹再运行。").caused_by(cause))?;
    Ok(Setting {
        workspace: common.workspace,
        current,
        out: common.out,
        at: common.at,
        date: common.date,
        fonts: common.fonts,
        personal: common.personal,
        program: std::env::current_exe().ok(),
        console: console.clone(),
    })
}

fn console(common: &cli::Common) -> Console {
    let mut console = Console::new(Arc::new(Mutex::new(std::io::stdout())), Arc::new(Mutex::new(std::io::stderr())));
    console.volume = match (common.quiet, common.verbose) {
        (true, _) => Volume::Quiet,
        (false, true) => Volume::Verbose,
        (false, false) => Volume::Normal,
    };
    console.json = common.log_format == cli::LogFormat::Json;
    console.terminal = std::io::stderr().is_terminal();
    console.results_on_terminal = std::io::stdout().is_terminal();
    console
}

fn report(console: &Console, error: &Error, verbose: bool) {
    console.error(&error.to_string());
    if verbose {
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            console.error(&format!("  起因：{cause}"));
            source = cause.source();
        }
    }
}

/// Help and version go to stdout; a wrong command line is told in Chinese on stderr.
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the one place that prints by itself")]
fn usage(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind;
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print!("{}", cli::help_in_chinese(error));
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            eprint!("{}", cli::help_in_chinese(error));
            ExitCode::from(2)
        }
        _ => {
            eprintln!("{}", cli::in_chinese(error));
            ExitCode::from(2)
        }
    }
}
