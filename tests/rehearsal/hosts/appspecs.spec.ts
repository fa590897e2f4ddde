// AppSpecs of other shapes than ours, each ending as AWS's pages say, or where these are silent, as the agent's source does.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html
import assert from "node:assert/strict";

import type { AgentEvent, Diagnostics, Host } from "../../../rehearsal/hosts/host";
import { type Bundle, deploy, EVENTS, Hosts, needsWalls, order, printed, who } from "./fixture";

const HOOKS_PAGE =
    "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html";
const FILES_PAGE =
    "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-files.html";
const PERMISSIONS_PAGE =
    "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-permissions.html";
const OS_PAGE = "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure.html";

const spec = (...lines: readonly string[]) => ["version: 0.0", "os: linux", ...lines, ""].join("\n");
const says = (word: string) => `#!/bin/bash\necho "${word} $LIFECYCLE_EVENT" >>/tmp/said\n`;

describe("an AppSpec of another shape than ours", () => {
    before(needsWalls);
    const hosts = new Hosts();
    let host: Host;
    let group = "";
    let count = 0;
    before(async () => {
        host = await hosts.ready({}, "useradd app; groupadd team");
    });
    after(() => hosts.close());
    beforeEach(async () => {
        group = `group-${(count += 1)}`;
        await printed(host, "rm -rf /tmp/said /opt/site; touch /tmp/said");
    });
    const played = (files: Bundle, events?: readonly AgentEvent[]) => deploy(host, order(files, { group }), events);
    const said = async () => (await printed(host, "cat /tmp/said")).split("\n").filter(Boolean);
    const fails = async (files: Bundle, event: AgentEvent, expected: Partial<Diagnostics>) => {
        const { failed, end } = await played(files);
        assert.equal(failed, event, end.diagnostics?.message);
        const { errorCode, scriptName, message } = end.diagnostics ?? {};
        const found: Readonly<Record<string, unknown>> = { errorCode, scriptName, message };
        assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, found[key]])), expected);
        return end.diagnostics?.logTail ?? "";
    };

    it(`runs the stop and block scripts of the revision before, and none at first (${HOOKS_PAGE})`, async () => {
        const bundle = (name: string): Bundle => ({
            "appspec.yml": spec(
                "hooks:",
                ...[
                    "BeforeBlockTraffic",
                    "AfterBlockTraffic",
                    "ApplicationStop",
                    "BeforeInstall",
                    "AfterAllowTraffic",
                ].map((event) => `  ${event}: [{ location: say.sh }]`),
            ),
            "say.sh*": says(name),
        });
        const balanced: readonly AgentEvent[] = [
            "BeforeBlockTraffic",
            "AfterBlockTraffic",
            ...EVENTS,
            "BeforeAllowTraffic",
            "AfterAllowTraffic",
        ];
        await played(bundle("one"), balanced);
        assert.deepEqual(await said(), ["one BeforeInstall", "one AfterAllowTraffic"]);
        await printed(host, ": >/tmp/said");
        await played(bundle("two"), balanced);
        assert.deepEqual(await said(), [
            "one BeforeBlockTraffic",
            "one AfterBlockTraffic",
            "one ApplicationStop",
            "two BeforeInstall",
            "two AfterAllowTraffic",
        ]);
    });

    it("is stopped by a broken stop script of the revision before, however often it comes", async () => {
        const broken = {
            "appspec.yml": spec("hooks:", "  ApplicationStop: [{ location: stop.sh }]"),
            "stop.sh*": "#!/bin/sh\nexit 3\n",
        };
        const sound = { ...broken, "stop.sh*": "#!/bin/sh\nexit 0\n" };
        assert.equal((await played(broken)).failed, undefined);
        for (const again of [sound, sound])
            await fails(again, "ApplicationStop", {
                errorCode: "ScriptFailed",
                scriptName: "stop.sh",
                message: "Script at specified location: stop.sh failed with exit code 3",
            });
        // https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html, ignoreApplicationStopFailures
        const [, ...rest] = EVENTS;
        assert.equal((await played(sound, rest)).failed, undefined);
        assert.equal((await played(sound)).failed, undefined);
    });

    it(`refuses lists of access rights by the object they are for (${PERMISSIONS_PAGE})`, async () => {
        const files = {
            "appspec.yml": spec(
                "permissions:",
                "  - object: /opt/site",
                "    acls: ['u:app:rwx']",
                "hooks:",
                "  BeforeInstall: [{ location: a.sh }]",
            ),
            "a.sh*": says("a"),
        };
        await fails(files, "BeforeInstall", {
            errorCode: "UnknownError",
            message: "not rehearsed: acls in permissions, of /opt/site; use owner, group and mode",
        });
    });

    it(`runs a script as the user it names, with the agent's variables (${HOOKS_PAGE})`, async () => {
        const files = {
            "appspec.yml": spec("hooks:", "  AfterInstall: [{ location: who.sh, runas: app }, { location: who.sh }]"),
            "who.sh*":
                '#!/bin/bash\necho "$(id -un) $HOME $APPLICATION_NAME $DEPLOYMENT_GROUP_NAME $DEPLOYMENT_GROUP_ID $LIFECYCLE_EVENT ${DEPLOYMENT_ID:0:2}"\n',
        };
        const { ends } = await played(files);
        assert.deepEqual((ends.AfterInstall?.diagnostics?.logTail ?? "").match(/(?<=\[stdout\]).*/g), [
            `${who("app")} /home/app site site ${group} AfterInstall d-`,
            `root  site site ${group} AfterInstall d-`,
        ]);
        const nobody = {
            ...files,
            "appspec.yml": spec("hooks:", "  AfterInstall: [{ location: who.sh, runas: nobody-else }]"),
        };
        const tail = await fails(nobody, "AfterInstall", {
            errorCode: "ScriptFailed",
            message: "Script at specified location: who.sh run as user nobody-else failed with exit code 1",
        });
        assert.match(tail, /\[stderr\]su: user nobody-else does not exist/);
    });

    it(`fails where a script is missing, or no file (${HOOKS_PAGE})`, async () => {
        const files = { "appspec.yml": spec("hooks:", "  AfterInstall: [{ location: none.sh }]") };
        const tail = await fails(files, "AfterInstall", { errorCode: "ScriptMissing", scriptName: "none.sh" });
        assert.equal(tail, "LifecycleEvent - AfterInstall\n");
        await fails({ ...files, "none.sh/x": "" }, "AfterInstall", {
            errorCode: "ScriptFailed",
            scriptName: "none.sh",
        });
    });

    it("makes a script executable that is not", async () => {
        const files = {
            "appspec.yml": spec("hooks:", "  AfterInstall: [{ location: say.sh }]"),
            "say.sh": says("plain"),
        };
        assert.equal((await played(files)).failed, undefined);
        assert.deepEqual(await said(), ["plain AfterInstall"]);
    });

    it("fails a script that leaves its outputs open, once its time is over", async () => {
        const files = {
            "appspec.yml": spec("hooks:", "  ApplicationStart: [{ location: start.sh, timeout: 1 }]"),
            "start.sh*": "#!/bin/bash\nsleep 60 &\n",
        };
        await fails(files, "ApplicationStart", {
            errorCode: "UnknownError",
            scriptName: "start.sh",
            message: "Script at specified location: start.sh failed to close STDOUT",
        });
        const closed = { ...files, "start.sh*": "#!/bin/bash\nsleep 60 >/dev/null 2>&1 &\n" };
        assert.equal((await played(closed)).failed, undefined);
    });

    it(`ends a script whose time is over, with what it has started (${HOOKS_PAGE})`, async () => {
        const files = {
            "appspec.yml": spec("hooks:", "  ApplicationStart: [{ location: start.sh, timeout: 1 }]"),
            "start.sh*": "#!/bin/bash\necho before\nsleep 61\n",
        };
        const tail = await fails(files, "ApplicationStart", {
            errorCode: "ScriptTimedOut",
            message: "Script at specified location: start.sh failed to complete in 1 seconds",
        });
        assert.match(tail, /\[stdout\]before/);
        assert.equal(await printed(host, "pgrep -f 'sleep 61' | grep -v $$ | wc -l"), "0");
    });

    it("fails a script with the line ends of Windows", async () => {
        const files = {
            "appspec.yml": spec("hooks:", "  AfterInstall: [{ location: a.sh }]"),
            "a.sh*": "#!/bin/bash\r\necho hi\r\n",
        };
        await fails(files, "AfterInstall", { errorCode: "ScriptFailed", scriptName: "a.sh" });
    });

    it(`refuses Windows, other versions and what is no AppSpec (${OS_PAGE})`, async () => {
        const hooks = "hooks:\n  BeforeInstall: [{ location: a.sh }]\n";
        const wrong: readonly [text: string, message: RegExp][] = [
            [`version: 0.0\nos: windows\n${hooks}`, /specifies an unsupported operating system \(windows\)/],
            [`version: 1.0\nos: linux\n${hooks}`, /an invalid version value \(1\) was entered/],
            ["", /the application specification file was empty/],
            ["hooks: [\n", /./],
            [spec("hooks:", "  BeforeInstall: [{ timeout: 3 }]"), /a script with no location value/],
            [spec("hooks:", "  BeforeInstall: [{ location: a.sh, timeout: 0 }]"), /an invalid timeout value/],
            [spec("files:", "  - destination: /opt/site"), /a destination file, but no source file/],
            [spec("files:", "  - source: /"), /only a source file \(\/\)/],
            [spec("file_exists_behavior: MAYBE"), /one of DISALLOW,OVERWRITE,RETAIN/],
            [spec("permissions:", "  - object: /opt/site", "    mode: 00755"), /mode|permission/],
        ];
        for (const [text, message] of wrong) {
            const { failed, end } = await played({ "appspec.yml": text, "a.sh*": says("a") });
            assert.equal(failed, "BeforeInstall", text);
            assert.equal(end.diagnostics?.errorCode, "UnknownError");
            assert.match(end.diagnostics.message, message);
        }
        const { failed, end } = await played({ "appspec.yaml": spec() });
        assert.equal(failed, "BeforeInstall");
        assert.match(
            end.diagnostics?.message ?? "",
            /did not find an AppSpec file within the unpacked revision directory/,
        );
    });

    it("finds an event that there is not when it installs", async () => {
        const files = { "appspec.yml": spec("hooks:", "  BeforeDinner: [{ location: a.sh }]"), "a.sh*": says("a") };
        await fails(files, "Install", {
            message: 'appspec.yml file contains unknown lifecycle events: ["BeforeDinner"]',
        });
    });

    it(`copies folders and files to folders, and takes away what the revision before brought (${FILES_PAGE})`, async () => {
        const list = "cd /opt/site && find . -type f | sort";
        const first = {
            "appspec.yml": spec(
                "files:",
                "  - { source: web, destination: /opt/site/deep/web }",
                "  - { source: conf/one.conf, destination: /opt/site/etc }",
            ),
            "web/index.html": "1",
            "web/more/page.html": "1",
            "conf/one.conf": "1",
        };
        assert.equal((await played(first)).failed, undefined);
        assert.equal(await printed(host, list), "./deep/web/index.html\n./deep/web/more/page.html\n./etc/one.conf");
        await printed(host, "echo theirs >/opt/site/deep/web/theirs");
        const second = {
            "appspec.yml": spec("files:", "  - { source: /, destination: /opt/site/all }"),
            "only.txt": "2",
        };
        assert.equal((await played(second)).failed, undefined);
        assert.equal(await printed(host, list), "./all/appspec.yml\n./all/only.txt\n./deep/web/theirs");
    });

    it(`refuses a file that is in the way, writes over it, or leaves it, as it is told (${FILES_PAGE})`, async () => {
        const files = (...more: readonly string[]) => ({
            "appspec.yml": spec(...more, "files:", "  - { source: a.txt, destination: /opt/site }"),
            "a.txt": "new",
        });
        const theirs = () => printed(host, "mkdir -p /opt/site; printf old >/opt/site/a.txt");
        const content = () => printed(host, "cat /opt/site/a.txt");
        await theirs();
        await fails(files(), "Install", {
            errorCode: "UnknownError",
            message: "The deployment failed because a specified file already exists at this location: /opt/site/a.txt",
        });
        assert.equal((await played(files("file_exists_behavior: RETAIN"))).failed, undefined);
        assert.equal(await content(), "old");
        assert.equal((await played(files("file_exists_behavior: OVERWRITE"))).failed, undefined);
        assert.equal(await content(), "new");
        await theirs();
        const told = order(files(), { group: `${group}-told`, fileExistsBehavior: "OVERWRITE" });
        assert.equal((await deploy(host, told)).failed, undefined);
        assert.equal(await content(), "new");
    });

    it(`gives files to whom the AppSpec says, by pattern and exception (${PERMISSIONS_PAGE})`, async () => {
        const files = {
            "appspec.yml": spec(
                "files:",
                "  - { source: site, destination: /opt/site }",
                "permissions:",
                "  - { object: /opt/site, pattern: '*.sh', except: [keep.sh], owner: app, group: team, mode: 750, type: [file] }",
                "  - { object: /opt/site, mode: 711, type: [directory] }",
                "  - { object: /opt/site/secret, mode: '0600', owner: app }",
                "  - { object: /opt/site/octal, mode: 0644 }",
            ),
            "site/run.sh": "",
            "site/keep.sh": "",
            "site/sub/deep.sh": "",
            "site/secret": "",
            "site/octal": "",
        };
        assert.equal((await played(files)).failed, undefined);
        // `site` is where /opt is, which no pattern below it means.
        assert.equal(
            await printed(host, "cd /opt/site && stat -c '%n %U %G %a' run.sh keep.sh sub sub/deep.sh secret octal"),
            [
                `run.sh ${who("app")} ${who("team")} 750`,
                "keep.sh root root 644",
                "sub root root 711",
                "sub/deep.sh root root 644",
                `secret ${who("app")} root 600`,
                // Without quotes 0644 is octal for 420, and that is the mode.
                "octal root root 420",
            ].join("\n"),
        );
        const unknown = {
            ...files,
            "appspec.yml": spec(
                "files:",
                "  - { source: site, destination: /opt/other }",
                "permissions:",
                "  - { object: /opt/other, owner: stranger }",
            ),
        };
        const { failed, end } = await played(unknown);
        assert.deepEqual([failed, end.diagnostics?.message], ["Install", "can't find user for stranger"]);
    });

    // https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-agent-configuration.html, max_revisions
    it("keeps five revisions, the last that was installed among them, where the agent keeps them", async () => {
        const state = "/opt/codedeploy-agent/deployment-root";
        const sound = order({ "appspec.yml": spec(), "release.json": "{}" }, { group });
        await deploy(host, sound);
        const broken = { "appspec.yml": spec("os: windows") };
        for (let again = 0; again < 6; again += 1) await played(broken);
        assert.equal(await printed(host, `ls ${state}/${group} | wc -l`), "5");
        assert.equal(
            await printed(host, `cat ${state}/deployment-instructions/${group}_last_successful_install`),
            `${state}/${group}/${sound.deployment}`,
        );
        assert.equal(
            await printed(host, `cat ${state}/${group}/${sound.deployment}/deployment-archive/release.json`),
            "{}",
        );
    });
});
