# Defines commit_describe: which commit an image was built from that somebody else pushed, as its tags say.
# takes: imageDetail.json (ECR's source action)

# commit_describe: leaves in $scratch/commit.json what is known of the commit, null where no tag names one. A commit's full id is a
# tag by itself, and after `sha-` or `git-` a short one is as well: https://github.com/docker/metadata-action#typesha
# Who pushed the image, ECR's event does not say.
commit_describe() {
    jq '[.ImageTags[]? | strings | ascii_downcase
            | capture("^(?<id>[0-9a-f]{40}|[0-9a-f]{64})$"), capture("^(sha|git)-(?<id>[0-9a-f]{7,64})$") | .id]
        | sort_by(-length) | if length == 0 then null else {id: .[0], repository: null, branch: null, pushedBy: null, message: null, at: null} end' \
        imageDetail.json >"$scratch/commit.json"
    if [ "$(jq -r . "$scratch/commit.json")" = null ]; then
        say "No tag of this image is a commit's id: what it was built from is not known, and the release says so. Push it under the commit's id first, then under the tag that starts this line."
    else
        say "By its tag, this image was built from commit $(jq -r .id "$scratch/commit.json"). Who pushed it is not known: ECR's event does not say."
    fi
}
