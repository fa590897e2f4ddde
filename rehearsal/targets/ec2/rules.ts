import { existsSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

import { UnreadableYaml } from "../../../text/yaml";
import type { CheckedBuild } from "../../builds/types";
import type { Finding } from "../../check/findings";
import { portsAgree } from "../../check/serving-rules";
import type { Subject } from "../../check/source";
import { type AppSpec, readAppSpec, type Script } from "./appspec";
import { portIsNamed } from "./port-rule";

/** A container listens on a port of its own, where the settings give it one. */
export function portsAgreeInside(subject: Subject): readonly Finding[] {
    const { containerPort, port } = subject.line.deploy;
    const key = containerPort === undefined ? "port" : "containerPort";
    return portsAgree(
        { ...subject, line: { ...subject.line, deploy: { ...subject.line.deploy, port: containerPort ?? port } } },
        key,
    );
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-server */
const HOOKS = new Set([
    ...["BeforeBlockTraffic", "AfterBlockTraffic", "ApplicationStop", "BeforeInstall", "AfterInstall"],
    ...["ApplicationStart", "ValidateService", "BeforeAllowTraffic", "AfterAllowTraffic"],
]);

/** An AppSpec of the application's own: what is wrong with it shows on the machines, long after the commit. */
export function appSpecIsWhole(of: CheckedBuild): readonly Finding[] {
    const { line, maker, folder, shown } = of;
    // Where an image is run, we write it.
    if (line.deploy.carries === "image") return [];
    // What a command makes, or a buildspec, is not there before it ran.
    if (maker.build?.package !== undefined || maker.build?.buildspec !== undefined) return [];
    const root = join(folder, maker.build?.context ?? ".", maker.build?.files ?? ".");
    const name = ["appspec.yml", "appspec.yaml"].find((each) => existsSync(join(root, each)));
    if (name === undefined) {
        const { start } = line.deploy;
        return start === undefined ? [unstarted(shown(join(root, "appspec.yml")))] : portIsNamed(of, undefined, root);
    }
    const file = shown(join(root, name));
    try {
        const spec = readAppSpec(readFileSync(join(root, name), "utf8"));
        return [...findingsOf(spec, file, root), ...portIsNamed(of, spec, root)];
    } catch (error) {
        if (!(error instanceof UnreadableYaml)) throw error;
        return [{ level: "wrong", file, says: `it is no YAML: ${error.problems[0]?.says ?? ""}` }];
    }
}

function unstarted(file: string): Finding {
    return {
        level: "wrong",
        file,
        says: "there is none, and deploy.start is not set either: nothing says how the application is started",
        fix: "an appspec.yml whose hook ApplicationStart starts it, or start: <command> below deploy",
    };
}

function findingsOf({ version, os, sources, hooks }: AppSpec, file: string, root: string): readonly Finding[] {
    const wrong = (says: string, fix?: string): Finding => ({ level: "wrong", file, says, fix });
    const isThere = (path: string) => existsSync(join(root, posix.normalize(`/${path}`)));
    const scripts = Object.values(hooks).flatMap((each) => each.map(({ location }) => location));
    return [
        ...(Number(version) === 0 ? [] : [wrong(`its version is ${String(version)}`, "version: 0.0")]),
        ...(os === "linux" ? [] : [wrong(`its os is ${String(os)}, and the machines run Linux`, "os: linux")]),
        ...Object.keys(hooks)
            .filter((hook) => !HOOKS.has(hook))
            .map((hook) => wrong(`there is no hook ${hook}; there are ${[...HOOKS].join(", ")}`)),
        ...[...new Set(sources)]
            .filter((source) => !isThere(source))
            .map((source) => wrong(`it copies ${source}, which is not there`)),
        ...[...new Set(scripts)]
            .filter((script) => script !== "" && !isThere(script))
            .map((script) => wrong(`a hook runs ${script}, which is not there`)),
        ...Object.entries(hooks)
            .filter(([, each]) => each.some(({ location }) => location === ""))
            .map(([hook]) => wrong(`a script of ${hook} has no location`, "- location: hooks/<script>")),
        ...Object.entries(hooks).flatMap(([hook, each]) => timesOf(hook, each).map((says) => wrong(says))),
        // The kernel takes the carriage return for a part of the interpreter's name.
        ...[...new Set(scripts)]
            .filter((script) => /^[^\n]*\r\n/.test(textAt(join(root, posix.normalize(`/${script}`)))))
            .map((script) =>
                wrong(`the lines of ${script} end in CRLF, so it cannot be run`, `sed -i 's/\\r$//' ${script}`),
            ),
    ];
}

/**
 * "The total number of seconds specified in timeout for all scripts in each deployment lifecycle event does not exceed this
 * limit": https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-section-structure-server
 */
const EVENT_SECONDS = 3600;

function timesOf(hook: string, scripts: readonly Script[]): readonly string[] {
    const given = scripts.filter(({ timeout }) => timeout !== undefined);
    const invalid = given.filter(({ timeout }) => !(Number(timeout) >= 1 && Number(timeout) <= EVENT_SECONDS));
    const sum = given.reduce((seconds, { timeout }) => seconds + Number(timeout), 0);
    if (invalid.length > 0)
        return invalid.map(
            ({ location, timeout }) =>
                `the timeout of ${location} in ${hook} is ${String(timeout)}; it is a number of seconds from 1 to ${EVENT_SECONDS}`,
        );
    return sum > EVENT_SECONDS
        ? [`the timeouts of ${hook} are ${sum} s together, and an event of CodeDeploy ends after ${EVENT_SECONDS}`]
        : [];
}

function textAt(path: string): string {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : "";
}
