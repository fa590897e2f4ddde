// The user data and hooks of our own lines to virtual machines, on each system and with each version of the agent.
import assert from "node:assert/strict";

import { AGENTS, renderUserData } from "../../../components/targets/ec2/documents/user-data";
import { SYSTEMS } from "../../../components/targets/machines/user-data";
import { hooksOf } from "../../../components/targets/ec2/documents/hooks";
import type { Host } from "../../../rehearsal/hosts/host";
import { AL2023, ask, type Bundle, deploy, Hosts, needsWalls, order, printed, UBUNTU, who } from "./fixture";

const IMAGES = { "amazon-linux-2023": AL2023, "ubuntu-24.04": UBUNTU, who };
const PLACEHOLDER = "exec python3 fairlead/placeholder.py";

describe("our own lines, on a host", () => {
    before(needsWalls);
    const hosts = new Hosts();
    after(() => hosts.close());
    const booted = async (
        carries: "bundle" | "image",
        system: (typeof SYSTEMS)[number],
        agent: (typeof AGENTS)[number],
    ) => {
        const userData = renderUserData({
            ...{ system, agent, carries, architecture: "x86_64" },
            ...{ logGroup: "/fairlead/site", region: "eu-west-1", partition: "aws" },
        });
        const host = hosts.raise("", { userData, image: IMAGES[system] });
        assert.deepEqual(await host.boot(), { code: 0 }, hosts.lines(host).slice(-20).join("\n"));
        return host;
    };
    /** As Prepare joins a release and a blueprint. */
    const revision = (
        carries: "bundle" | "image",
        settings: Readonly<Record<string, string>>,
        more: Bundle = {},
    ): Bundle => ({
        ...hooksOf(carries),
        "fairlead/deploy.env": Object.entries(settings)
            .map(([name, value]) => `${name}='${value}'\n`)
            .join(""),
        "fairlead/app.env": `PORT=${settings["CONTAINER_PORT"] ?? ""}\nHEALTH_PATH=/health\n`,
        ...more,
    });

    for (const system of SYSTEMS)
        for (const agent of AGENTS)
            it(`boots ${system} with version ${agent} of the agent, for bundles and for images`, async () => {
                for (const carries of ["bundle", "image"] as const) {
                    const host = await booted(carries, system, agent);
                    assert.equal(host.agent.running, true);
                    assert.ok(host.agent.version?.startsWith(`${agent}.`));
                    await host.terminate();
                }
            });

    describe("a bundle", () => {
        let host: Host;
        before(async () => {
            host = await booted("bundle", "amazon-linux-2023", 2);
        });
        const settings = {
            PLACEHOLDER: "true",
            PORT: "80",
            CONTAINER_PORT: "80",
            HEALTH_PATH: "/health",
            START: PLACEHOLDER,
        };

        it("answers with its placeholder, then with the application, then with the next one", async () => {
            const first = await deploy(host, order(revision("bundle", settings)));
            assert.equal(first.failed, undefined, hosts.lines(host).slice(-20).join("\n"));
            assert.deepEqual(await ask(host, 80, "/health"), { status: 200, body: "waiting-for-first-release\n" });
            for (const word of ["one", "two"]) {
                const application = {
                    ...settings,
                    PLACEHOLDER: "false",
                    START: "exec python3 -m http.server 80 --directory www",
                };
                const { failed } = await deploy(host, order(revision("bundle", application, { "www/health": word })));
                assert.equal(failed, undefined, hosts.lines(host).slice(-20).join("\n"));
                assert.deepEqual(await ask(host, 80, "/health"), { status: 200, body: word });
            }
            assert.equal(await printed(host, "ps -o user= -C python3 | sort -u"), who("app"));
            assert.match(await printed(host, "cat /var/log/fairlead/app.log"), /GET \/health/);
        });

        it("is not started where something else has its port, and would answer in its place", async () => {
            await printed(host, "systemctl stop fairlead-app; (setsid python3 -m http.server 80 >/dev/null 2>&1 &)");
            await ask(host, 80);
            assert.equal((await deploy(host, order(revision("bundle", settings)))).failed, "ApplicationStart");
        });
    });

    it("an image answers, is replaced, and its container outlives the hooks", async () => {
        const host = await booted("image", "amazon-linux-2023", 2);
        const settings = {
            ...{ PLACEHOLDER: "true", PORT: "80", CONTAINER_PORT: "8080", HEALTH_PATH: "/health" },
            IMAGE: "docker.io/library/busybox@sha256:0000000000000000000000000000000000000000000000000000000000000000",
        };
        for (const word of ["one", "two"]) {
            const command = `sh\n-c\nmkdir -p /tmp/www && echo ${word} >/tmp/www/health && exec httpd -f -p 8080 -h /tmp/www\n`;
            const { failed } = await deploy(
                host,
                order(revision("image", settings, { "fairlead/placeholder.txt": command })),
            );
            assert.equal(failed, undefined, hosts.lines(host).slice(-20).join("\n"));
            assert.deepEqual(await ask(host, 80, "/health"), { status: 200, body: `${word}\n` });
        }
        const dies = { "fairlead/placeholder.txt": "sh\n-c\nsleep 0.1; exit 3\n" };
        const { failed } = await deploy(host, order(revision("image", settings, dies)));
        assert.equal(failed, "ValidateService");
        assert.match(hosts.lines(host).join("\n"), /got 000, and this release ended [5-9] times/);
        assert.match(await printed(host, "docker inspect app"), / "Image": "docker.io\/library\/busybox@sha256:0+"/);
        await host.terminate();
    });
});
