# Defines costs_say: what the instances of an endpoint cost, for who approves: by AWS's own list, as prices differ by region and change.
# reads: REGION
# calls: pricing:GetProducts on *
need REGION
# unverified: these four fields name one product of the list for each instance that hosts models
# | fails as: the evidence says "not known, the list of prices of AWS names no single one"
# | settle: aws pricing get-products --region us-east-1 --service-code AmazonSageMaker --filters as below, by hand

# costs_say BLUEPRINT: a sentence about its instances; a list that does not answer is no reason to ask nobody.
costs_say() {
    local type count listed
    read -r type count < <(jq -r '.runsOn.instances // empty | "\(.type) \(.count)"' "$1") || return 0
    # In any region the list is of all regions: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
    listed=$(aws pricing get-products --region us-east-1 --service-code AmazonSageMaker \
        --filters "Type=TERM_MATCH,Field=productFamily,Value=ML Instance" "Type=TERM_MATCH,Field=regionCode,Value=$REGION" \
        "Type=TERM_MATCH,Field=instanceName,Value=$type" "Type=TERM_MATCH,Field=platoinstancetype,Value=Hosting") || listed='{}'
    # Several prices for one instance are none that anybody should be told.
    jq -r --arg type "$type" --argjson count "$count" '
        [.PriceList[]? | fromjson | .terms.OnDemand[]?.priceDimensions[]?.pricePerUnit.USD // empty | tonumber] | unique
        | if length != 1 or .[0] <= 0 then "not known, the list of prices of AWS names no single one for \($type)"
          else "\(.[0] * $count * 730 | . * 100 | round / 100) US dollars in a month of 730 hours, \($count) at \(.[0]) an hour" end' <<<"$listed"
}
