"""Signs a GetCallerIdentity that nobody but the broker takes, and leaves it to the broker to send it.

sign.py REGION DOMAIN AUDIENCE: reads the instance's credentials as the metadata service answers them, and prints the signature.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import datetime
import hashlib
import hmac
import json
import sys

BODY = b"Action=GetCallerIdentity&Version=2011-06-15"


def keyed(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def sign(credentials, region, domain, audience, now):
    date = now.strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "host": f"sts.{region}.{domain}",
        "x-amz-date": date,
        "x-amz-security-token": credentials["Token"],
        "x-fairlead-audience": audience,
    }
    signed = ";".join(sorted(headers))
    lines = [f"{name}:{headers[name]}" for name in sorted(headers)]
    request = "\n".join(["POST", "/", "", *lines, "", signed, hashlib.sha256(BODY).hexdigest()])
    scope = f"{date[:8]}/{region}/sts/aws4_request"
    said = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = b"AWS4" + credentials["SecretAccessKey"].encode()
    for part in [date[:8], region, "sts", "aws4_request"]:
        key = keyed(key, part)
    return {
        "authorization": f"AWS4-HMAC-SHA256 Credential={credentials['AccessKeyId']}/{scope}, "
        f"SignedHeaders={signed}, Signature={keyed(key, said).hex()}",
        "date": date,
        "token": credentials["Token"],
    }


if __name__ == "__main__":
    region, domain, audience = sys.argv[1:]
    now = datetime.datetime.now(datetime.timezone.utc)
    print(json.dumps(sign(json.load(sys.stdin), region, domain, audience, now)))
