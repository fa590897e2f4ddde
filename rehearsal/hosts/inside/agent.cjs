"use strict";
// CodeDeploy's agent, one lifecycle event at a time, inside the host: it is told of a deployment by one line of JSON, and
// answers lines: `{ line }` for each word of a script, `{ end }` at last. It lays its folders out as the real one does.
const fs = require("node:fs");
const { join } = require("node:path");

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

async function play(order) {
    const { event, group, deployment } = order;
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
    const log = new ScriptLog(root, (line) => tell({ line }));
    try {
        await runHooks(event, scripts, { archive: own, env: { ...process.env, ...order.env }, log, running: watch });
    } catch (error) {
        error.tail = log.tail;
        throw error;
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
    const [path] = ["appspec.yml", "appspec.yaml"].map((name) => join(archive, name)).filter((at) => fs.existsSync(at));
    if (path === undefined)
        throw new BadAppSpec(
            `The CodeDeploy agent did not find an AppSpec file within the unpacked revision directory at revision-relative path "appspec.yml". The revision was unpacked to directory "${archive}", and the AppSpec file was expected but not found at path "${join(archive, "appspec.yml")}". Consult the AWS CodeDeploy Appspec documentation for more information at http://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html`,
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

let current;
function watch(pid) {
    current = pid;
}
// A deployment that is stopped ends its script and what that has started.
process.on("SIGTERM", () => {
    if (current !== undefined) kill(current, "SIGKILL");
    process.exit(143);
});

function ended(error) {
    const known = error instanceof ScriptError;
    tell({
        end: {
            status: "Failed",
            code: known ? error.code : "UnknownError",
            script: known ? error.script : "",
            message: String(error.message),
            tail: error.tail ?? "",
        },
    });
}

play(JSON.parse(process.argv[2]))
    .then((tail) => tell({ end: { status: "Succeeded", ...(tail === undefined ? {} : { tail }) } }), ended)
    // A script's leftovers may hold its outputs, which this process would wait for.
    .finally(() => process.exit());
