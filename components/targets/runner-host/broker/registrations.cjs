// What the broker does: registers a machine's runner for one job, and forgets a machine that is gone.
"use strict";
const { inRepository } = require("./github.cjs");
const { instanceOf } = require("./identity.cjs");

/** GitHub's words for EC2's. */
const ARCHITECTURES = { x86_64: "x64", arm64: "arm64" };

/** Runners are named by their machines, so that each has one at most and its end is known. */
const nameOf = (instance) => `fairlead-${instance}`;

/**
 * @param settings what the function was made with
 * @param world what it reaches: `fetch`, `now`, and the `parameters` of Systems Manager
 */
function registrations(settings, { fetch, now, parameters, say }) {
    const { repository, app, installation, key, prefix, labels, architecture } = settings;
    const github = async () =>
        inRepository({ app, installation, key: await parameters.read(key), repository, fetch, now });
    const parameterOf = (instance) => `${prefix}${instance}`;
    return {
        /** What the machine is told is no secret; what is one lies in a parameter that only machines of its line may read. */
        async asked(event) {
            const instance = await instanceOf(event, { ...settings, fetch, now });
            const there = await github();
            if (!(await there.isPrivate()))
                throw new Error(
                    `${repository} is not private, and whoever may run a job on a runner is root on its machine: it gets none`,
                );
            const runner = await there.newest(ARCHITECTURES[architecture]);
            // What is left of a job that never came, or that ended with the machine's power.
            await there.remove(nameOf(instance));
            await parameters.write(parameterOf(instance), await there.register(nameOf(instance), labels));
            say(`${instance} has a runner of version ${runner.version}`);
            return { parameter: parameterOf(instance), runner };
        },
        /** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html */
        async ended({ detail }) {
            const { EC2InstanceId: instance } = detail ?? {};
            if (typeof instance !== "string" || !/^i-[0-9a-f]{8,17}$/.test(instance))
                throw new Error("this is no end of a machine");
            await (await github()).remove(nameOf(instance));
            await parameters.remove(parameterOf(instance));
            say(`${instance} is gone, and its runner with it`);
        },
    };
}

module.exports = { registrations };
