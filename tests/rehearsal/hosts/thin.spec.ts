import assert from "node:assert/strict";

import type { Host } from "../../../rehearsal/hosts/host";
import { ask, deploy, Hosts, needsWalls, order, printed, who } from "./fixture";

const APPSPEC = `version: 0.0
os: linux
files:
  - source: site
    destination: /opt/site
  - source: site.service
    destination: /etc/systemd/system
hooks:
  AfterInstall: [{ location: hooks/install.sh }]
  ApplicationStart: [{ location: hooks/start.sh, timeout: 30, runas: root }]
  ValidateService: [{ location: hooks/validate.sh }]
`;
const BUNDLE = {
    "appspec.yml": APPSPEC,
    "site/index.html": "hello from a host\n",
    "site.service": `[Unit]
Description=The site
[Service]
User=site
WorkingDirectory=/opt/site
ExecStart=/usr/bin/python3 -m http.server 8080
Restart=always
[Install]
WantedBy=multi-user.target
`,
    "hooks/install.sh*": "#!/bin/bash\nset -e\nid site || useradd --system site\nsystemctl daemon-reload\n",
    "hooks/start.sh*": "#!/bin/bash\nsystemctl enable --now site\n",
    "hooks/validate.sh*":
        "#!/bin/bash\nfor i in $(seq 50); do curl -fsS http://localhost:8080/ && exit 0; sleep 0.1; done; exit 1\n",
};

describe("a host, from its boot to an application that answers", () => {
    before(needsWalls);
    const hosts = new Hosts();
    let host: Host;
    before(async () => {
        host = await hosts.ready();
    });
    after(() => hosts.close());

    it("has the agent that its user data installed, and plays a deployment", async () => {
        assert.deepEqual(host.agent, { version: "2.0.0", running: true });
        const { failed, end } = await deploy(host, order(BUNDLE));
        assert.deepEqual([failed, end.diagnostics], [undefined, undefined], hosts.lines(host).join("\n"));
        assert.deepEqual(await ask(host, 8080), { status: 200, body: "hello from a host\n" });
        assert.equal(
            await printed(host, "ps -o user= -C python3", "systemctl is-active site"),
            `${who("site")}\nactive`,
        );
    });

    it("is gone with all that ran there", async () => {
        await host.terminate();
        await assert.rejects(ask(host, 8080, "/", 1), /ENOENT|ECONNREFUSED|hang up/);
        assert.equal(await host.ended, "it was terminated");
    });
});
