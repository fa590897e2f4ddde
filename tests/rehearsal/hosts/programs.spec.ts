// What stands in on a virtual machine for its distribution's programs and AWS's.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { engineOf } from "../../../rehearsal/containers";
import type { Host } from "../../../rehearsal/hosts/host";
import { imageDigest } from "../../../rehearsal/services/image";
import { Images } from "../../../rehearsal/services/images";
import { REGISTRY, repository } from "../containers/fixture";
import { AGENT, ask, Hosts, needsWalls, printed, UBUNTU, who } from "./fixture";

const TOKEN = "T=$(curl -sX PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60')";
const UNIT = (...service: readonly string[]) =>
    ["[Unit]", "Description=A thing", "[Service]", ...service, "[Install]", "WantedBy=multi-user.target"].join("\\n");

describe("the programs of a host", () => {
    before(needsWalls);
    const hosts = new Hosts({ resources: [repository("web")] });
    let host: Host;
    before(async () => {
        host = await hosts.ready({ tags: { Name: "site" } }, "dnf install -y docker jq amazon-cloudwatch-agent");
    });
    after(() => hosts.close());
    const unit = (name: string, ...service: readonly string[]) =>
        printed(
            host,
            `printf '${UNIT(...service)}\\n' >/etc/systemd/system/${name}.service`,
            "systemctl daemon-reload",
        );
    /** Asks until the answer is another than this. */
    const until = async (command: string, wanted: string) => {
        for (let attempt = 0; attempt < 100; attempt += 1) if ((await printed(host, command)) === wanted) return wanted;
        return printed(host, command);
    };

    describe("metadata", () => {
        it("answers to a token, and to nobody without one where tokens are required", async () => {
            const get = (path: string) =>
                `curl -sf -H "X-aws-ec2-metadata-token: $T" http://169.254.169.254/latest/${path}`;
            const asked = await printed(
                host,
                TOKEN,
                ...["meta-data/instance-id", "meta-data/placement/region", "meta-data/iam/security-credentials/"].map(
                    (path) => `${get(path)}; echo`,
                ),
                `${get("meta-data/iam/security-credentials/site-host")} | jq -r .Code`,
                "curl -so /dev/null -w '%{http_code}\\n' http://169.254.169.254/latest/meta-data/instance-id",
                `${get("meta-data/tags/instance/Name")} || echo no tags`,
            );
            assert.deepEqual(asked.split("\n"), [host.order.id, "eu-west-1", "site-host", "Success", "401", "no tags"]);
        });

        it("answers without a token where none is required, and shows tags that are shown", async () => {
            const other = hosts.raise("", { metadata: { tokensRequired: false, tagsShown: true }, role: undefined });
            const said = await printed(
                other,
                "curl -sf http://169.254.169.254/latest/meta-data/tags/instance/Name; echo",
                "curl -so /dev/null -w '%{http_code}' http://169.254.169.254/latest/meta-data/iam/info",
            );
            assert.equal(said, "site\n404");
            await other.terminate();
        });
    });

    describe("systemctl", () => {
        it("starts a unit as its user, with its variables, and starts it again when it ends", async () => {
            await printed(host, "useradd runner", "printf 'WORD=from-a-file\\n' >/etc/thing.env");
            await unit(
                "thing",
                "User=runner",
                'Environment=OTHER=own "QUOTED=two words"',
                "EnvironmentFile=/etc/thing.env",
                'ExecStart=/bin/sh -c "echo $WORD ${OTHER} $QUOTED; id -un; exec sleep 1000"',
                "Restart=always",
            );
            assert.equal(await printed(host, "systemctl enable --now thing && systemctl is-enabled thing"), "enabled");
            const last = `thing: ${who("runner")}`;
            assert.equal(await until("journalctl -u thing | tail -n 1", last), last);
            assert.match(await printed(host, "journalctl -u thing"), /thing: from-a-file own two words/);
            await printed(host, "pkill -f '^sleep 1000'");
            assert.equal(await until("journalctl -u thing | grep -c 'Started A thing'", "2"), "2");
            assert.equal(
                await printed(host, "systemctl stop thing; systemctl is-active thing; pgrep -f '^sleep 1000' | wc -l"),
                "inactive\n0",
            );
        });

        it("gives up a unit that ends at once, and says why", async () => {
            await unit("brief", "ExecStart=/bin/false", "Restart=on-failure", "RestartSec=10ms");
            await printed(host, "systemctl start brief");
            assert.equal(await until("systemctl is-active brief", "failed"), "failed");
            const shown =
                "systemctl show --property=NRestarts,ActiveState brief; systemctl show --property=ActiveState --value none";
            assert.equal(await printed(host, shown), "ActiveState=failed\nNRestarts=5\ninactive");
            assert.match(
                await printed(host, "systemctl show --property=MainPID brief"),
                /^not rehearsed: systemctl show/,
            );
            assert.match(await printed(host, "journalctl -u brief"), /Start request repeated too quickly/);
        });

        it("tries what is done once again until it is done, and tells who waits that it was not", async () => {
            await unit(
                "once",
                "Type=oneshot",
                'ExecStart=/bin/sh -c "echo >>/tmp/tries; [ $(wc -l </tmp/tries) = 3 ]"',
                "Restart=on-failure",
                "RestartSec=10ms",
            );
            assert.equal(await printed(host, "systemctl start once 2>/dev/null; echo $?"), "1");
            assert.equal(await until("journalctl -u once | grep -c Finished", "1"), "1");
            assert.equal(await printed(host, "wc -l </tmp/tries; systemctl is-active once"), "3\ninactive");
        });

        it("knows a changed file only once it is loaded again", async () => {
            await unit("changing", 'ExecStart=/bin/sh -c "echo one; exec sleep 1000"');
            await printed(host, "systemctl start changing", "sed -i s/one/two/ /etc/systemd/system/changing.service");
            assert.match(
                await printed(host, "systemctl status changing >/dev/null"),
                /changed on disk. Run 'systemctl daemon-reload'/,
            );
            await printed(host, "systemctl daemon-reload; systemctl restart changing");
            assert.equal(await until("journalctl -u changing | grep -c two", "1"), "1");
        });

        it("fails as systemd does", async () => {
            await unit("nobodys", "User=nobody-else", "ExecStart=/bin/true");
            await unit("nowhere", "ExecStart=/opt/none");
            const code = (command: string) => `${command} >/dev/null 2>&1; echo $?`;
            const said = await printed(
                host,
                ...[
                    "start none",
                    "is-active none",
                    "status none",
                    "start nobodys",
                    "start nowhere",
                    "is-active nowhere",
                ].map((words) => code(`systemctl ${words}`)),
            );
            assert.deepEqual(said.split("\n"), ["5", "4", "4", "1", "1", "3"]);
            if (who("runner") === "runner")
                assert.match(await printed(host, "su runner -c 'systemctl stop nowhere'"), /Access denied/);
        });

        it("refuses by name what it does not know", async () => {
            await unit("strict", "ExecStart=/bin/true", "ProtectSystem=strict");
            assert.match(
                await printed(host, "systemctl start strict"),
                /not rehearsed: \[Service\] ProtectSystem= in strict/,
            );
            assert.match(await printed(host, "systemctl edit strict"), /not rehearsed: systemctl edit/);
        });
    });

    describe("docker", () => {
        it("is not there before its service runs", async () => {
            assert.match(await printed(host, "docker ps"), /Cannot connect to the Docker daemon/);
            assert.equal(await printed(host, "systemctl enable --now docker; docker ps -q"), "");
        });

        it("pulls by digest under the host's role, runs at the host's port, and ends", async () => {
            const context = mkdtempSync(join(hosts.folder, "context-"));
            writeFileSync(
                join(context, "Dockerfile"),
                'FROM busybox\nCOPY . /www\nCMD ["httpd", "-f", "-p", "8080", "-h", "/www"]\n',
            );
            writeFileSync(join(context, "index.html"), "from a container\n");
            const engine = await engineOf(hosts.account);
            const image = await engine.build({
                context,
                dockerfile: join(context, "Dockerfile"),
                platform: "linux/amd64",
                args: {},
                log: () => undefined,
            });
            hosts.account.part(Images).push(REGISTRY, "web", image, ["1"]);
            const reference = `${REGISTRY}/web@${imageDigest(image)}`;
            assert.match(await printed(host, `docker pull ${reference}`), /no basic auth credentials/);
            const ran = await printed(
                host,
                `aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin ${REGISTRY}`,
                `docker pull --quiet ${reference}`,
                "printf 'A=1\\n' >/tmp/app.env",
                `docker run --detach --name app --restart unless-stopped --env-file /tmp/app.env -p 80:8080 ${reference} >/dev/null`,
                "for i in $(seq 50); do curl -fs http://127.0.0.1/ && break; sleep 0.1; done",
            );
            assert.equal(ran, `Login Succeeded\n${reference}\nfrom a container`);
            assert.deepEqual(await ask(host, 80), { status: 200, body: "from a container\n" });
            const shown = await printed(
                host,
                "docker ps --format '{{.Names}} {{.State}}'",
                "docker inspect --format '{{.State.Running}} {{.Config.Image}}' app",
                `docker image inspect --format '{{index .RepoDigests 0}}' ${reference}`,
                "docker image prune --all --force --filter until=24h",
                `docker image inspect --format '{{index .RepoDigests 0}}' ${reference}`,
                "docker rm app; docker stop app; docker rm app; docker ps -aq; docker inspect app",
            );
            assert.match(shown, new RegExp(`^app running\\ntrue ${reference}\\n${reference}\\n`));
            assert.match(shown, /cannot remove container "\/app": container is running[\s\S]*No such object: app/);
            await assert.rejects(ask(host, 80, "/", 1));
            const pruned = `docker image prune -af --filter until=24h; docker image inspect ${reference}`;
            assert.match(await printed(host, pruned), new RegExp(`untagged: ${reference}\\n[^]*No such object`));
            const asked = hosts.facts("allowed").filter(({ about }) => about === "ecr:BatchGetImage");
            assert.deepEqual(
                asked.map(({ data }) => data["role"]),
                [host.order.role],
            );
        });

        it("says when a name or a port is taken, and refuses what it does not know", async () => {
            const run = (words: string) => `docker run -d ${words} busybox sleep 1000 >/dev/null; echo $?`;
            const said = await printed(
                host,
                run("--name one -p 81:81"),
                run("--name one"),
                run("--name two -p 81:81"),
                run("-v /:/host"),
                run("--mount type=bind,source=/no-such,target=/x,readonly"),
                run("--mount type=bind,source=/etc/hostname,target=/x"),
            );
            assert.match(said, /^0\n125\n125\n1\n125\n1\n/);
            assert.match(said, /bind source path does not exist: \/no-such/);
            assert.match(said, /not rehearsed: docker run --mount type=bind,source=\/etc\/hostname,target=\/x;/);
            assert.match(said, /The container name "\/one" is already in use/);
            assert.match(said, /port is already allocated/);
            assert.match(said, /not rehearsed: docker run --volume/);
            assert.equal(await printed(host, "systemctl stop docker; systemctl start docker; docker ps -q"), "");
        });
    });

    describe("packages", () => {
        it("has those that are known, and refuses others by name", async () => {
            const said = await printed(
                host,
                "dnf install -y ruby git >/dev/null; rpm -q ruby nginx; command -v git; dnf install -y nginx; echo $?",
            );
            assert.match(
                said,
                /^ruby-0.rehearsed\npackage nginx is not installed\n\/usr\/bin\/git\n1\nnot rehearsed: the package nginx of Amazon Linux 2023/,
            );
        });

        it("has none of them before they are installed", async () => {
            const other = hosts.raise("");
            assert.equal(
                await printed(other, "command -v node git jq docker ruby java go gcc dpkg apt-get systemd-run; true"),
                "",
            );
            await other.terminate();
        });

        it("of Ubuntu are those of Ubuntu, its agent of CloudWatch a file that is downloaded", async () => {
            const other = hosts.raise(
                `apt-get -o DPkg::Lock::Timeout=300 update --error-on=any && apt-get install -y wget docker.io ruby-full
wget -q -O /tmp/agent.deb https://amazoncloudwatch-agent-eu-west-1.s3.eu-west-1.amazonaws.com/ubuntu/amd64/latest/amazon-cloudwatch-agent.deb
dpkg -i -E /tmp/agent.deb
! command -v aws
snap install aws-cli --classic
aws --version
${AGENT.replace("latestv2", "latest")}`,
                { image: UBUNTU },
            );
            assert.deepEqual(await other.boot(), { code: 0 });
            assert.deepEqual(other.agent, { version: "1.8.1", running: true });
            assert.match(
                await printed(other, "apt-get -o Acquire::Retries=3 update; apt-get --error-on=some update"),
                /^not rehearsed: apt-get -o Acquire::Retries=3 update\nnot rehearsed: apt-get --error-on=some update$/,
            );
            await other.terminate();
        });

        it("needs Ruby for the older agent, as that does", async () => {
            const other = hosts.raise(AGENT.replace("latestv2", "latest"));
            const { code, why } = await other.boot();
            assert.deepEqual([code, why], [127, "/usr/bin/env: 'ruby': No such file or directory"]);
            assert.deepEqual(other.agent, { running: false });
            await other.terminate();
        });
    });

    it("asks for its logs in the name of its role", async () => {
        const configuration = {
            logs: { logs_collected: { files: { collect_list: [{ file_path: "/x", log_group_name: "/site" }] } } },
        };
        await printed(
            host,
            `echo '${JSON.stringify(configuration)}' >/tmp/logs.json`,
            "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:/tmp/logs.json",
        );
        assert.equal(await printed(host, "systemctl is-active amazon-cloudwatch-agent"), "active");
        const asked = hosts.facts("allowed").filter(({ about }) => about.startsWith("logs:"));
        assert.deepEqual(
            asked.map(({ about, data }) => [about, data["on"], data["role"]]),
            ["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => [
                action,
                `arn:aws:logs:eu-west-1:111122223333:log-group:/site:log-stream:${host.order.id}`,
                host.order.role,
            ]),
        );
    });

    it("downloads the installer with the rights of the role by aws s3, and refuses what is no one's", async () => {
        const said = await printed(
            host,
            "cd /tmp && aws s3 cp s3://aws-codedeploy-eu-west-1/latestv2/install . --region eu-west-1 && head -n 1 install",
            "curl -sf -o /dev/null -w '%{http_code}' https://aws-codedeploy-eu-west-1.s3.eu-west-1.amazonaws.com/latest/codedeploy-agent.deb",
        );
        assert.match(said, /#!\/usr\/bin\/env bash\n404$/);
        const asked = hosts.facts("allowed").filter(({ about }) => about === "s3:GetObject");
        assert.deepEqual(
            asked.map(({ data }) => data["on"]),
            ["arn:aws:s3:::aws-codedeploy-eu-west-1/latestv2/install"],
        );
    });
});
