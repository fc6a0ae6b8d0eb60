//! The HTML pages under axe, in a browser without a window, bright and dark: no violation. And no request to anywhere.

use std::{fs, path::Path, process::Command};

use crate::{Run, bulletins, skipped};

/// The page as the browser leaves it after `script` has run; `None` where there is no browser.
pub fn after(page: &Path, script: &str, dark: bool, work: &Path) -> Option<String> {
    let html = fs::read_to_string(page).unwrap();
    // The page forbids scripts that it does not know: the copy for the check is without that rule.
    let start = html.find("<meta http-equiv=\"Content-Security-Policy\"").expect("a policy");
    let end = start + html[start..].find('>').unwrap() + 1;
    let copy = work.join("under-test.html");
    let html = format!("{}{}", &html[..start], &html[end..]);
    fs::write(&copy, html.replace("</body>", &format!("<script>{script}</script></body>"))).unwrap();
    let scheme =
        if dark { "--blink-settings=preferredColorScheme=0" } else { "--blink-settings=preferredColorScheme=1" };
    let browser = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()))?;
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--virtual-time-budget=30000",
            scheme,
        ])
        .arg(format!("--user-data-dir={}", work.join("browser").display()))
        .arg("--dump-dom")
        .arg(format!("file://{}", copy.display()))
        .output()
        .ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn pages_have_no_violation_under_axe_bright_and_dark() {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/axe.min.js");
    let Ok(axe) = fs::read_to_string(axe) else { return skipped("documents: axe (scripts/axe.sh brought nothing)") };
    let (workspace, months) = bulletins();
    let run = Run::new(["publicity"]).within(&workspace).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let script = format!(
        "{axe};axe.run().then(result => {{ const said = document.createElement('pre'); said.id = 'said'; said.textContent = \
         'passes ' + result.passes.length + ' violations ' + JSON.stringify(result.violations.map(one => [one.id, one.nodes.length, \
         one.nodes[0].html.slice(0, 200), one.nodes[0].failureSummary])); document.body.append(said); }});"
    );
    let bulletin = months[1].join("通报.html");
    let list = workspace.path().join("out/publicity/2023-05-28/公示名单.html");
    for (page, dark) in [(&bulletin, false), (&bulletin, true), (&list, false)] {
        let Some(dom) = after(page, &script, dark, workspace.path()) else {
            return skipped("documents: axe (chromium is missing)");
        };
        let at = dom.rfind("id=\"said\"").unwrap_or_else(|| panic!("axe did not end: {} bytes", dom.len()));
        let said = &dom[at..at + dom[at..].find("</pre>").unwrap()];
        let passes = said.split("passes ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<u32>().ok()).unwrap();
        assert!(passes > 15, "axe looked at hardly anything: {said}");
        assert!(said.ends_with("violations []"), "{} (dark: {dark}): {said}", page.display());
    }
}

#[test]
fn pages_ask_nobody_for_anything_and_sort_without_a_network() {
    let (workspace, months) = bulletins();
    let page = months[1].join("通报.html");
    let html = fs::read_to_string(&page).unwrap();
    for start in ["src=\"", "href=\"", "url(", "@import", "action=\""] {
        for (at, _) in html.match_indices(start) {
            let target: String = html[at + start.len()..].chars().take(12).collect();
            assert!(target.starts_with('#') || target.starts_with("data:"), "{start}{target}");
        }
    }
    let script = "const heads = document.querySelectorAll('table th button'); heads[0].click(); const said = document.createElement('pre'); \
        said.id = 'said'; said.textContent = heads.length + ' ' + document.querySelectorAll('[aria-sort]:not([aria-sort=none])').length; \
        document.body.append(said);";
    let Some(dom) = after(&page, script, false, workspace.path()) else {
        return skipped("documents: sorting (chromium is missing)");
    };
    let at = dom.rfind("id=\"said\">").expect("the script ran") + "id=\"said\">".len();
    let said: Vec<u32> =
        dom[at..].split('<').next().unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
    assert!(said[0] > 10 && said[1] == 1, "buttons and sorted columns: {said:?}");
}
