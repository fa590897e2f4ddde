// Which instance asks, by AWS's own word: it has signed a GetCallerIdentity, which is sent on to AWS and to nobody else.
// Nothing of the request is taken but what a signature consists of; host, method and text of what was signed are written here.
"use strict";

/** What must be signed besides: a request that was signed for another reader, or for nobody, is no answer to this broker. */
const AUDIENCE = "x-fairlead-audience";
const SIGNED = `host;x-amz-date;x-amz-security-token;${AUDIENCE}`;
/** A clock may be wrong by so much; AWS itself takes a signature for fifteen minutes. */
const MINUTES = 5;
/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const BODY = "Action=GetCallerIdentity&Version=2011-06-15";

/** Throws where it is not an instance that acts under exactly this role. */
async function instanceOf(asked, { region, domain, audience, session, fetch, now }) {
    const { authorization, date, token } = signatureOf(asked, region);
    const at = Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"));
    if (!(Math.abs(now() - at) <= MINUTES * 60_000)) throw new Error("the signature is not of now");
    const answer = await fetch(`https://sts.${region}.${domain}/`, {
        method: "POST",
        redirect: "error",
        body: BODY,
        headers: {
            authorization,
            "content-type": "application/x-www-form-urlencoded; charset=utf-8",
            "x-amz-date": date,
            "x-amz-security-token": token,
            [AUDIENCE]: audience,
        },
    });
    if (answer.status !== 200) throw new Error(`AWS does not know who signed this: it answered ${answer.status}`);
    const arns = [...(await answer.text()).matchAll(/<Arn>([^<>]*)<\/Arn>/g)].map(([, arn]) => arn);
    const [, id] =
        /^(i-[0-9a-f]{8,17})$/.exec(arns[0]?.startsWith(`${session}/`) ? arns[0].slice(session.length + 1) : "") ?? [];
    // Of an instance's own credentials, EC2 makes the instance's id the name of the session, and nobody else has this role.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    if (arns.length !== 1 || id === undefined) throw new Error("who signed this is no machine of this line");
    return id;
}

function signatureOf(asked, region) {
    const { authorization, date, token } = typeof asked === "object" && asked !== null ? asked : {};
    const shape = new RegExp(
        `^AWS4-HMAC-SHA256 Credential=[A-Z0-9]{16,128}/\\d{8}/${region}/sts/aws4_request, ?SignedHeaders=${SIGNED}, ?Signature=[0-9a-f]{64}$`,
    );
    if (typeof authorization !== "string" || !shape.test(authorization))
        throw new Error("this is no signature for this broker");
    if (typeof date !== "string" || !/^\d{8}T\d{6}Z$/.test(date))
        throw new Error("this is no signature for this broker");
    if (typeof token !== "string" || !/^[A-Za-z0-9+/=_-]{1,8192}$/.test(token))
        throw new Error("this is no signature for this broker");
    return { authorization, date, token };
}

module.exports = { instanceOf };
