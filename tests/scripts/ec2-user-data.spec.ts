import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import { AGENTS, renderUserData, type UserDataSettings } from "../../components/targets/ec2/documents/user-data";
import { SYSTEMS } from "../../components/targets/machines/user-data";
import { mutated } from "../support/mutant";
import { needTools, programOnPath } from "./fixture";
import { play, type Play } from "./on-host";

const given: UserDataSettings = {
    system: "amazon-linux-2023",
    agent: 2,
    architecture: "x86_64",
    carries: "image",
    logGroup: "web-prod-0000001",
    region: "eu-west-1",
    partition: "aws",
};
const ubuntu: UserDataSettings = { ...given, system: "ubuntu-24.04" };
const every = SYSTEMS.flatMap((system) =>
    AGENTS.flatMap((agent) => (["image", "bundle"] as const).map((carries) => ({ ...given, system, agent, carries }))),
);
const titleOf = ({ system, agent, carries }: UserDataSettings): string => `${system}, agent ${agent}, ${carries}`;

const AGENT = "/opt/codedeploy-agent";
/** A machine on which everything installs; the agent is of the version that was asked for. */
const well = ({ agent }: Pick<UserDataSettings, "agent">, more: Record<string, string> = {}): Play => ({
    files: {
        "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl": 'echo "ctl $*" >>"$CALLS"\n',
        "/opt/aws/amazon-cloudwatch-agent/etc/keep": "",
        "/etc/logrotate.d/keep": "",
        [`${AGENT}/bin/codedeploy-agent`]: `[ "$1" = --version ] && echo ${agent === 2 ? "2.0.0" : "1.8"}\n`,
        [`${AGENT}/.version`]: `agent_version: OFFICIAL_1.8.1-5_rpm\n`,
    },
    programs: { wget: WGET, systemctl: `[ "$1" != is-active ] || echo active`, ...more },
    env: { CALLS: "../calls" },
});
/** Writes what it was asked for, which says that it ran. */
const WGET = `while [ $# -gt 1 ]; do [ "$1" != -O ] || out=$2; shift; done; printf '#!/bin/sh\\necho "install $*" >>../calls\\n' >"$out"`;

/** What a test may not run is made runnable: files of the folder have no mode of their own. */
const script = (text: string): string => text.replace(/^(set -Eeuo pipefail)$/m, "chmod -R +x /opt/\n$1");

describe("user data", function () {
    this.timeout(60_000);

    for (const settings of every) {
        it(`is clean to shellcheck and small enough: ${titleOf(settings)}`, function () {
            needTools(this, "shellcheck");
            const text = renderUserData(settings);
            // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
            assert.ok(text.length < 16 * 1024, `${text.length}`);
            assert.match(text, /^#!\/bin\/bash\n/);
            const { stdout, status } = spawnSync(programOnPath("shellcheck") ?? "", ["-s", "bash", "-"], {
                input: text,
                encoding: "utf8",
            });
            assert.equal(status, 0, stdout);
        });

        it(`installs the agent last, proves it, and stays: ${titleOf(settings)}`, () => {
            const { code, said, calls, file } = play(script(renderUserData(settings)), well(settings));
            assert.equal(code, 0, said);
            assert.ok(lastIsTheAgent(calls), calls.join("\n"));
            assert.match(said, /this machine takes deployments\n$/);
            assert.ok(!calls.some((call) => call.startsWith("shutdown")));
            assert.match(file("/etc/codedeploy-agent/conf/codedeployagent.yml") ?? "", /^:disable_imds_v1: true$/m);
            const folder = settings.agent === 2 ? "latestv2" : "latest";
            assert.ok(
                calls.some((call) =>
                    call.endsWith(`https://aws-codedeploy-eu-west-1.s3.eu-west-1.amazonaws.com/${folder}/install`),
                ),
            );
            const has = (name: RegExp): boolean =>
                calls.some((call) => /^(dnf|apt-get( -o \S+)?) install/.test(call) && name.test(call));
            assert.equal(has(/docker/), settings.carries === "image", "docker only where images run");
            assert.equal(has(/ruby/), settings.agent === 1.8, "Ruby only for the older agent");
        });
    }

    for (const [what, programs] of Object.entries<Record<string, string>>({
        "packages that cannot be installed": { dnf: "exit 1" },
        "an installer that is not there": { wget: "exit 8" },
        "an agent that does not run": { systemctl: `[ "$1" != is-active ]` },
        "docker that does not start": { systemctl: `[ "$*" != "enable --now docker" ]` },
    })) {
        it(`shuts the machine down where there are ${what}, so that it is seen`, () => {
            const { code, said, calls } = play(script(renderUserData(given)), well(given, programs));
            assert.notEqual(code, 0);
            assert.match(said, /this machine shuts itself down/);
            assert.equal(calls.at(-1), "shutdown -h now");
        });
    }

    it("shuts the machine down where the agent is of another version than was asked for", () => {
        const { code, said, calls } = play(script(renderUserData(given)), {
            ...well(given),
            files: { ...well(given).files, [`${AGENT}/bin/codedeploy-agent`]: "echo 1.8.1\n" },
        });
        assert.notEqual(code, 0);
        assert.match(said, /asked for version 2 of the agent, found 1\.8\.1/);
        assert.equal(calls.at(-1), "shutdown -h now");
    });

    it("tries again what the network has failed", () => {
        const once = `[ -e ../failed ] || { touch ../failed; exit 1; }`;
        const { code, said } = play(script(renderUserData(given)), well(given, { dnf: once }));
        assert.equal(code, 0, said);
        assert.match(said, /dnf failed, attempt 1 of 5/);
    });

    it("waits for Ubuntu's own updates, and takes no update of the index for one that could not reach it", () => {
        const { code, said, calls } = play(script(renderUserData(ubuntu)), well(ubuntu));
        assert.equal(code, 0, said);
        const apt = calls.filter((call) => call.startsWith("apt-get"));
        assert.equal(apt.length, 2);
        assert.ok(apt.every((call) => call.includes("-o DPkg::Lock::Timeout=300 ")));
        assert.match(apt[0] ?? "", / update --error-on=any$/);
    });

    it("downloads with a limit of time, and tries again itself", () => {
        const { calls } = play(script(renderUserData(ubuntu)), well(ubuntu));
        const downloads = calls.filter((call) => call.startsWith("wget"));
        assert.equal(downloads.length, 2);
        for (const call of downloads) assert.match(call, / --timeout=\d+ --tries=1 -O /);
    });

    it("sends what it, the agent and the application print to the line's log group", () => {
        const { file } = play(script(renderUserData(given)), well(given));
        const { logs } = JSON.parse(file("/opt/aws/amazon-cloudwatch-agent/etc/fairlead.json") ?? "") as {
            logs: { logs_collected: { files: { collect_list: Record<string, string>[] } } };
        };
        const list = logs.logs_collected.files.collect_list;
        assert.deepEqual(
            list.map(({ log_stream_name: stream }) => stream),
            ["user-data", "agent", "deployments", "application"].map((of) => `{instance_id}/${of}`),
        );
        assert.ok(list.every(({ log_group_name: group }) => group === "web-prod-0000001"));
    });

    it("asks AWS's buckets of China where it runs there", () => {
        const china = renderUserData({ ...given, region: "cn-north-1", partition: "aws-cn" });
        assert.match(china, /^DOMAIN='amazonaws\.com\.cn'$/m);
    });

    it("mutant: the agent is installed first", () => {
        const wrong = mutated<{ renderUserData: typeof renderUserData }>(
            "components/targets/ec2/documents/user-data",
            "components/targets/ec2/documents/user-data",
            ['"begin",', '"begin", own("agent"),'],
        );
        const { calls } = play(script(wrong.renderUserData(given)), well(given));
        assert.ok(!lastIsTheAgent(calls));
    });
});

/** Whether everything that is installed or started comes before the agent's installer. */
function lastIsTheAgent(calls: readonly string[]): boolean {
    const first = calls.findIndex((call) => call.startsWith("install ") || /codedeploy\S*\/install$/.test(call));
    return first !== -1 && calls.slice(first).every((call) => /codedeploy|^install |^sleep |is-active/.test(call));
}
