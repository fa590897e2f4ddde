// What the broker does: registers a machine's runner for one job, and forgets a machine that is gone.
"use strict";
const { inRepository } = require("./github.cjs");
const { instanceOf } = require("./identity.cjs");

/** GitHub's words for EC2's. */
const ARCHITECTURES = { x86_64: "x64", arm64: "arm64" };

/** An hour: a machine takes it within seconds. */
const TAKEN_WITHIN = 60 * 60 * 1000;

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
    /**
     * A name for each registration: the machine deletes what it takes, and one that was deleted is not to be made again for thirty
     * seconds, which a short job does not take. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html
     */
    const parameterOf = (instance) => `${prefix}${instance}-${now()}`;
    return {
        /** What the machine is told is no secret; what is one lies in a parameter that only machines of its line may read. */
        async asked(event) {
            const instance = await instanceOf(event, { ...settings, fetch, now });
            const there = await github();
            if (!(await there.isPrivate()))
                throw new Error(
                    `${repository} is not private, and whoever may run a job on a runner is root on its machine: it gets none`,
                );
            if (await there.runsForks())
                throw new Error(
                    `${repository} runs workflows of forks without asking, and whoever may read it may fork it: clear that, or require approval, under Settings, Actions, General`,
                );
            const runner = await there.newest(ARCHITECTURES[architecture]);
            // What is left of a job that never came, or that ended with the machine's power.
            await there.remove(nameOf(instance));
            const parameter = parameterOf(instance);
            const configuration = await there.register(nameOf(instance), labels);
            await parameters.write(parameter, configuration, new Date(now() + TAKEN_WITHIN));
            say(`${instance} has a runner of version ${runner.version}`);
            return { parameter, runner };
        },
        /**
         * A configuration that it left is worth nothing without the runner, and goes by itself.
         * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
         */
        async ended({ detail }) {
            const { EC2InstanceId: instance } = detail ?? {};
            if (typeof instance !== "string" || !/^i-[0-9a-f]{8,17}$/.test(instance))
                throw new Error("this is no end of a machine");
            await (await github()).remove(nameOf(instance));
            say(`${instance} is gone, and its runner with it`);
        },
    };
}

module.exports = { registrations };
