package dev.millrace.standalone.demo;

/** The pipeline that the demo's pull requests run. */
final class Pipeline {

    private Pipeline() {}

    /** {@code ops.yml} for a repository: passes, unless there is a file {@code BROKEN}. */
    static String of(String repository) {
        return """
                version: "1"
                pipelines:
                  - name: demo-checks:1.0.0
                    description: What every pull request must pass
                    env:
                      static:
                        - GREETING=Hello
                    events:
                      - "github:%1$s:pull_request.opened"
                      - "github:%1$s:pull_request.synchronize"
                    on:
                      paths-ignore: ["docs/**"]
                    jobs:
                      - name: greet
                        steps:
                          - echo "$GREETING from $ORG/$REPO, pull request $PR_NUMBER"
                          - git log -1 --oneline
                      - name: look
                        steps:
                          - |
                            if [ -e BROKEN ]; then
                              echo "BROKEN must not be here: $(cat BROKEN)"
                              exit 1
                            fi
                          - echo "nothing is broken"
                """.formatted(repository);
    }
}
