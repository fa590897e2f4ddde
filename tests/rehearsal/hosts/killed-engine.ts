// An engine that is killed while a service runs on a host of its own.
import { planWith, accountOf } from "../../support/account";
import { raiseHost } from "../../../rehearsal/hosts/raise";
import { AL2023 } from "./fixture";

async function main(): Promise<void> {
    const { account } = accountOf([planWith([])], { folder: process.argv[2] });
    const [place] = account.plans.all;
    if (!place) return;
    const host = raiseHost(account, {
        ...{
            id: "i-00000000000000001",
            place,
            availabilityZone: "eu-west-1a",
            instanceType: "t3.micro",
            image: AL2023,
        },
        ...{ tags: {}, privateAddress: "10.0.0.1", metadata: { tokensRequired: true, tagsShown: false } },
        userData: `#!/bin/bash
printf '[Service]\\nExecStart=/bin/sh -c "while :; do sleep 1; done; : fairlead-marks-me"\\n' >/etc/systemd/system/mark.service
systemctl start mark
`,
    });
    await host.boot();
    console.log("booted");
    await host.ended;
}

void main();
