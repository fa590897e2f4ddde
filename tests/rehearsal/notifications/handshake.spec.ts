import assert from "node:assert/strict";

import type { JsonObject, Plan } from "../../../plan/document";
import { Plans, type Planned } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { LocalAccount } from "../../../rehearsal/account/local-account";
import { SnsEndpoint } from "../../../rehearsal/notifications/sns-endpoint";
import { askOwner, subscribe } from "../../../rehearsal/notifications/subscribe";
import { subscriberOf } from "../../../rehearsal/notifications/subscribers";
import { queueServices } from "../../../rehearsal/services/queues";
import type { topicServices } from "../../../rehearsal/notifications/sns";
import { mutated } from "../../support/mutant";
import { changed, ended, everybody, happens, over, told, type Telling, type Told } from "./told";

const isHttps = ({ resource }: Planned) => resource.inputs["protocol"] === "https";

describe("a subscription that somebody has to confirm", () => {
    let plan: Plan;
    before(async () => {
        plan = changed(await everybody(), ({ inputs }) =>
            inputs["protocol"] === "https" ? { endpointAutoConfirms: false } : undefined,
        );
    });
    const open: Told[] = [];
    afterEach(() => Promise.all(open.splice(0).map(over)));

    /** What the https server was asked to visit, which nobody has done. */
    async function asked(telling: Telling = {}): Promise<{ readonly all: Told; readonly url: string }> {
        let url = "";
        const subscribes = async (account: LocalAccount, planned: Planned) => {
            if (!isHttps(planned)) return subscribe(account, planned);
            url = (await askOwner(account, subscriberOf(planned, account.plans))) ?? "";
        };
        const all = await told(plan, { ...telling, subscribes });
        open.push(all);
        return { all, url };
    }

    it("gets nothing before, and everything from then on", async () => {
        const { all, url } = await asked();
        await happens(all, ended(plan));
        const why = all
            .arrived("notification.withheld")
            .get("https")
            ?.map(({ data }) => data["why"]);
        assert.deepEqual(why, ["nobody has confirmed the subscription"]);
        assert.equal(all.arrived().get("https"), undefined);
        assert.equal(all.arrived().get("http")?.length, 1, "the others are told");
        await all.test.account.part(SnsEndpoint).visit(url);
        await happens(all, ended(plan));
        assert.equal(all.arrived().get("https")?.length, 1);
    });

    // https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html
    it("is asked by a post of AWS's form", async () => {
        const { all, url } = await asked();
        const { resource } = new Plans([plan]).ofType(TYPE.topicSubscription).find(isHttps) ?? {};
        const topic = String(resource?.inputs["topic"]);
        const path = `notifications/https-hooks.example.com-pipelines-bdb2/confirm-${topic.split(":").at(-1) ?? ""}.http`;
        const file = all.file({ data: { file: path } } as never);
        const said = JSON.parse(file.split(/\n\n([^]*)/)[1] ?? "") as JsonObject;
        assert.match(file, /^x-amz-sns-message-type: SubscriptionConfirmation$/m);
        assert.deepEqual(Object.keys(said).sort(), [
            "Message",
            "MessageId",
            "Signature",
            "SignatureVersion",
            "SigningCertURL",
            "SubscribeURL",
            "Timestamp",
            "Token",
            "TopicArn",
            "Type",
        ]);
        assert.equal(
            said["Message"],
            `You have chosen to subscribe to the topic ${topic}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
        );
        assert.equal(said["SubscribeURL"], url);
        const at = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription";
        assert.equal(url, `${at}&TopicArn=${topic}&Token=${String(said["Token"])}`);
    });

    it("is confirmed by a server that says so, and by a person where it does not", async () => {
        const all = await told(plan);
        open.push(all);
        const people = all.test
            .facts("subscription.asked")
            .map(({ data }) => `${String(data["to"])} ${String(data["person"])}`);
        assert.deepEqual(people.sort(), ["email true", "email-json true", "http false", "https true"]);
        assert.equal(all.test.facts("subscription.confirmed").length, 4);
    });

    it("is not confirmed by a wrong token, nor anywhere but at SNS", async () => {
        const { all, url } = await asked();
        const endpoint = all.test.account.part(SnsEndpoint);
        await assert.rejects(endpoint.visit(url.replace(/.$/, (last) => (last === "0" ? "1" : "0"))), /Invalid token/);
        await assert.rejects(
            endpoint.visit("https://sns.example.com/"),
            /https:\/\/sns\.example\.com is no address of SNS/,
        );
        await assert.rejects(endpoint.visit("http://sns.eu-west-1.amazonaws.com/"), /is no address of SNS/);
        assert.equal(all.test.facts("subscription.confirmed").length, 3);
    });

    it("stops `up` where a server was said to confirm and does not", async () => {
        const silent = mutated<{ subscribe: typeof subscribe }>(
            "rehearsal/notifications/subscribe",
            "rehearsal/notifications/receiver",
            ['["endpointAutoConfirms"] === true', '["endpointAutoConfirms"] === "never"'],
        );
        await assert.rejects(
            told(plan, { subscribes: silent.subscribe }),
            /did not confirm the subscription, and was said to \(confirms: true\)/,
        );
    });

    it("mutant: an SNS that waits for nobody's yes", async () => {
        const broken = mutated<{ topicServices: typeof topicServices }>(
            "rehearsal/notifications/sns",
            "rehearsal/notifications/sns",
            ["asks && !this.confirmed.has(to.arn)", "false"],
        );
        const { all } = await asked({ services: new Map([...queueServices, ...broken.topicServices]) });
        await happens(all, ended(plan));
        assert.equal(all.arrived().get("https")?.length, 1, "it got what it never agreed to");
    });
});
