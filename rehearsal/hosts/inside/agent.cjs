"use strict";
// CodeDeploy's agent inside the host: a line of JSON that comes in is a lifecycle event of a deployment, lines that go out are
// what its scripts say and how it ended. It lays its folders out as the real one does.
const fs = require("node:fs");
const { join } = require("node:path");
const { createInterface } = require("node:readline");

const { BadAppSpec, readAppSpec } = require("./appspec.cjs");
const { kill, runHooks, ScriptError, ScriptLog } = require("./hooks.cjs");
const { install } = require("./install.cjs");

const ROOT = "/opt/codedeploy-agent/deployment-root";
const INSTRUCTIONS = join(ROOT, "deployment-instructions");
/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-agent-configuration.html */
const CONFIGURATION = "/etc/codedeploy-agent/conf/codedeployagent.yml";
const REVISIONS = 5;
/** Their scripts are the last revision's that was installed, as long as the new one is not there. */
const OF_THE_LAST = ["BeforeBlockTraffic", "AfterBlockTraffic", "ApplicationStop"];
const HOOKS = [
    ...OF_THE_LAST,
    ...[
        "BeforeInstall",
        "AfterInstall",
        "ApplicationStart",
        "ValidateService",
        "BeforeAllowTraffic",
        "AfterAllowTraffic",
    ],
];
const NEVER_SCRIPTS = ["DownloadBundle", "Install", "AllowTraffic", "BlockTraffic", "Start", "End"];

const tell = (said) => fs.writeSync(1, `${JSON.stringify(said)}\n`);

/** The script that each event runs just now. */
const running = new Map();

async function play(order) {
    const { id, event, group, deployment } = order;
    const root = join(ROOT, group, deployment);
    const archive = join(root, "deployment-archive");
    fs.mkdirSync(root, { recursive: true });
    if (event === "Prepare") return prepare(group, root);
    if (event === "DownloadBundle") return downloaded(group, root, archive);
    if (event === "Install") {
        fs.mkdirSync(INSTRUCTIONS, { recursive: true });
        const spec = specOf(archive);
        refuseUnknown(spec);
        install(spec, { archive, instructions: INSTRUCTIONS, group, behavior: order.behavior });
        return fs.writeFileSync(join(INSTRUCTIONS, `${group}_last_successful_install`), root);
    }
    const whose = OF_THE_LAST.includes(event) && !fs.existsSync(archive) ? lastOf(group) : root;
    if (whose === undefined) return;
    const own = join(whose, "deployment-archive");
    const scripts = specOf(own).hooks.get(event) ?? [];
    if (scripts.length === 0) return;
    const log = new ScriptLog(root, (line) => tell({ id, line }));
    const env = { ...process.env, ...order.env };
    try {
        await runHooks(event, scripts, { archive: own, env, log, running: (pid) => running.set(id, pid) });
    } catch (error) {
        error.tail = log.tail;
        throw error;
    } finally {
        running.delete(id);
    }
    return log.tail;
}

/** Before the bundle comes: the oldest revisions go, and never the last one that was installed. */
function prepare(group, root) {
    const folder = join(ROOT, group);
    const last = lastOf(group);
    const others = fs
        .readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((path) => path !== root);
    const extra = others.length - revisionsKept() + 1;
    const oldest = others
        .filter((path) => path !== last)
        .sort((a, b) => fs.statSync(a).mtimeMs - fs.statSync(b).mtimeMs);
    for (const path of oldest.slice(0, Math.max(0, extra))) fs.rmSync(path, { recursive: true, force: true });
    fs.rmSync(join(root, "deployment-archive"), { recursive: true, force: true });
}

function revisionsKept() {
    const text = fs.existsSync(CONFIGURATION) ? fs.readFileSync(CONFIGURATION, "utf8") : "";
    const found = Number(/^:max_revisions:\s*(\d+)/m.exec(text)?.[1]);
    return found >= 1 ? found : REVISIONS;
}

/** One folder around everything is taken away, where the AppSpec lies in it. */
function downloaded(group, root, archive) {
    const [only, ...more] = fs.readdirSync(archive);
    const inner = join(archive, only ?? "");
    if (more.length === 0 && only !== undefined && fs.statSync(inner, { throwIfNoEntry: false })?.isDirectory()) {
        if (fs.readdirSync(inner).some((name) => /appspec/i.test(name))) {
            const aside = join(root, "deployment-archive-temp");
            fs.rmSync(aside, { recursive: true, force: true });
            fs.renameSync(archive, aside);
            fs.renameSync(join(aside, only), archive);
            fs.rmdirSync(aside);
        }
    }
    fs.mkdirSync(INSTRUCTIONS, { recursive: true });
    fs.writeFileSync(join(INSTRUCTIONS, `${group}_most_recent_install`), root);
}

function lastOf(group) {
    const file = join(INSTRUCTIONS, `${group}_last_successful_install`);
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trimEnd() : undefined;
}

function specOf(archive) {
    // https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure.html: no other name, and so does
    // the agent where it looks for scripts.
    const path = join(archive, "appspec.yml");
    if (!fs.existsSync(path))
        throw new BadAppSpec(
            `The CodeDeploy agent did not find an AppSpec file within the unpacked revision directory at revision-relative path "appspec.yml". The revision was unpacked to directory "${archive}", and the AppSpec file was expected but not found at path "${path}". Consult the AWS CodeDeploy Appspec documentation for more information at http://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html`,
        );
    // Opening a pipe would wait for ever.
    if (!fs.statSync(path).isFile()) throw new BadAppSpec(`${path} is no file`);
    return readAppSpec(fs.readFileSync(path, "utf8"));
}

function refuseUnknown({ hooks }) {
    const unknown = [...hooks.keys()].filter((name) => !HOOKS.includes(name) && !NEVER_SCRIPTS.includes(name));
    if (unknown.length > 0)
        throw new BadAppSpec(`appspec.yml file contains unknown lifecycle events: ${JSON.stringify(unknown)}`);
}

function failed(error) {
    const known = error instanceof ScriptError;
    return {
        status: "Failed",
        code: known ? error.code : "UnknownError",
        script: known ? error.script : "",
        message: String(error.message),
        tail: error.tail ?? "",
    };
}

// Otherwise a hook that ends all programs of node would end it.
process.title = "codedeploy-agent";
createInterface({ input: process.stdin }).on("line", (line) => {
    const order = JSON.parse(line);
    // A deployment that is stopped ends its script and what that has started.
    if (order.stop) return void (running.has(order.id) && kill(running.get(order.id), "SIGKILL"));
    play(order)
        .then((tail) => ({ status: "Succeeded", tail }), failed)
        .then((end) => tell({ id: order.id, end }));
});
