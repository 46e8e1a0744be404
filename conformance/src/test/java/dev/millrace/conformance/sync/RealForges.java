package dev.millrace.conformance.sync;

import dev.millrace.bench.git.CgiServer;
import dev.millrace.testing.TestCertificate;
import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All {@link Forge}s on one port of this machine, distinguished by host name. */
final class RealForges implements AutoCloseable {

    private static final int CGI_AT_ONCE = 4;

    private final Path repositories;
    private final TestCertificate certificate;
    private final Path names;
    private final CgiServer server;

    private RealForges(Path repositories, TestCertificate certificate, Path names, CgiServer server) {
        this.repositories = repositories;
        this.certificate = certificate;
        this.names = names;
        this.server = server;
    }

    static RealForges start(Path folder) throws IOException, InterruptedException {
        Path repositories = Files.createDirectories(folder.resolve("repositories"));
        TestCertificate certificate = TestCertificate.of("*.forge.test");
        Path names = Files.writeString(
                folder.resolve("hosts"),
                Stream.concat(Stream.of("localhost"), Stream.of(Forge.values()).map(Forge::host))
                        .map("127.0.0.1 %s\n"::formatted)
                        .collect(Collectors.joining()));
        Path script = folder.resolve("backend.sh");
        Files.writeString(script, BACKEND);
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("cannot make %s executable".formatted(script));
        }
        String files = CERTIFICATE.formatted(certificate.pem(), certificate.keyPem());
        CgiServer server = CgiServer.start(folder, CGI_AT_ONCE, (port, program) -> {
            var sites = new StringBuilder(files);
            for (Forge forge : Forge.values()) {
                sites.append(site(
                        forge,
                        folder,
                        port,
                        program
                                + PROGRAM.formatted(
                                        script,
                                        Files.createDirectories(repositories.resolve(forge.host())),
                                        forge.secret().orElse("none"),
                                        TestGit.in(folder).ok("--exec-path"))));
            }
            return sites.toString();
        });
        return new RealForges(repositories, certificate, names, server);
    }

    private static String site(Forge forge, Path folder, int port, String program) throws IOException {
        String login = "";
        if (forge.account().isPresent()) {
            Path accounts = Files.writeString(
                    folder.resolve(forge.host() + ".accounts"), forge.account().get() + "\n");
            login = "auth_basic forge; auth_basic_user_file %s;".formatted(accounts);
        }
        return HOST.formatted(port, forge.host(), program, login, program);
    }

    /** Name and port, as the API expects it for {@code upstream_host}. */
    String authority(Forge forge) {
        return forge.host() + ":" + server.port();
    }

    /** Settings with which a process finds these hosts and trusts their certificate. */
    Map<String, String> settings() {
        return Map.of(
                "jdk.net.hosts.file",
                names.toString(),
                "javax.net.ssl.trustStore",
                certificate.trustStore().toString(),
                "javax.net.ssl.trustStorePassword",
                TestCertificate.PASSWORD,
                "javax.net.ssl.trustStoreType",
                "PKCS12");
    }

    /** Where the repositories of a forge are. */
    Path folder(Forge forge) {
        return repositories.resolve(forge.host());
    }

    /** Creates an empty repository. */
    UpstreamGit create(Forge forge, String owner, String name) {
        return UpstreamGit.create(folder(forge).resolve(forge.path(owner, name)), forge, owner, name);
    }

    @Override
    public void close() {
        server.close();
    }

    private static final String CERTIFICATE = """
            ssl_certificate %s;
            ssl_certificate_key %s;
            """;

    private static final String HOST = """
                server {
                    listen 127.0.0.1:%d ssl;
                    server_name %s;
                    location /api/ { %s }
                    location / { %s %s }
                }
            """;

    private static final String PROGRAM = """

            fastcgi_buffering off;
            fastcgi_param NO_BUFFERING "1";
            fastcgi_param SCRIPT_FILENAME %s;
            fastcgi_param GIT_PROJECT_ROOT %s;
            fastcgi_param FORGE_TOKEN "%s";
            fastcgi_param PATH "%s:/usr/bin:/bin";
            fastcgi_param PATH_INFO $uri;
            fastcgi_param LOGIN $http_authorization;
            """;

    /**
     * git, and a forge that misbehaves as a file in the repository's folder {@code faults} specifies: {@code refs} and
     * {@code chatter} apply to the listing, all others to the fetch. A fault applies once.
     */
    private static final String BACKEND = """
            #!/bin/sh
            case "$PATH_INFO" in
            /api/*/access_tokens)
                printf 'Status: 201 Created\\r\\nContent-Type: application/json\\r\\n\\r\\n'
                printf '{"token":"%s","expires_at":"2099-01-01T00:00:00Z"}' "$FORGE_TOKEN"
                exit ;;
            */info/lfs/objects/batch)
                printf 'Content-Type: application/vnd.git-lfs+json\\r\\n\\r\\n'
                cat "$GIT_PROJECT_ROOT${PATH_INFO%%/info/lfs/*}/large/batch.json"
                exit ;;
            */info/lfs/objects/*)
                printf 'Content-Type: application/octet-stream\\r\\n\\r\\n'
                cat "$GIT_PROJECT_ROOT${PATH_INFO%%/info/lfs/*}/large/${PATH_INFO##*/}"
                exit ;;
            esac
            faults="$GIT_PROJECT_ROOT$(echo "$PATH_INFO" | sed -E 's#/(info/refs|git-upload-pack)$##')/faults"
            if [ -f "$faults/refs" ]; then
                cat "$faults/refs"
                rm "$faults/refs"
                exit
            elif [ -f "$faults/chatter" ]; then
                rm "$faults/chatter"
                printf 'Content-Type: application/x-git-upload-pack-advertisement\\r\\n\\r\\n'
                said="ERR who is $LOGIN?"
                printf '001e# service=git-upload-pack\\n0000%04x%s' $((${#said} + 4)) "$said"
                exit
            fi
            body=$(mktemp)
            trap 'rm -f "$body"' EXIT
            cat > "$body"
            plain=cat
            [ "$HTTP_CONTENT_ENCODING" = gzip ] && plain=zcat
            if [ "$REQUEST_METHOD" = POST ] && $plain < "$body" | grep -aq command=fetch; then
                if [ -f "$faults/answer" ]; then
                    cat "$faults/answer"
                    rm "$faults/answer"
                    exit
                elif [ -f "$faults/before" ]; then
                    mv "$faults/before" "$faults/done"
                    (cd "$faults/.." && sh faults/done >&2)
                elif [ -f "$faults/truncate" ]; then
                    rm "$faults/truncate"
                    git-http-backend < "$body" | head -c 6000
                    exit
                elif [ -f "$faults/drip" ]; then
                    rm "$faults/drip"
                    git-http-backend < "$body" > "$body.answer"
                    head -c 4000 "$body.answer"
                    for byte in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
                        sleep 0.4
                        tail -c +$((4000 + byte)) "$body.answer" | head -c 1 || break
                    done
                    rm -f "$body.answer"
                    exit
                fi
            fi
            git-http-backend < "$body"
            """;
}
