package dev.millrace.forge;

import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import dev.millrace.forge.GitHubHttp.Page;

/** Calls that the App makes as one of its installations, each in the installation's own lane. */
final class InstallationCalls {

    private final GitHubHttp http;
    private final InstallationTokens tokens;
    private final CallIdentity app;

    InstallationCalls(GitHubHttp http, InstallationTokens tokens, CallIdentity app) {
        this.http = http;
        this.tokens = tokens;
        this.app = app;
    }

    /** A call that was refused with 401 was not applied, so even a create may be retried with another token. */
    <T> Page<T> sendForPage(ForgeInstallation installation, Call call, Class<T> answer) {
        InstallationToken token = tokens.token(installation);
        try {
            return http.sendForPage(call, app.of(installation), token.value(), answer);
        } catch (ForgeFailure e) {
            if (e.kind() != Kind.AUTHENTICATION_REFUSED) {
                throw e;
            }
            InstallationToken other = tokens.replace(installation, token);
            return http.sendForPage(call, app.of(installation), other.value(), answer);
        }
    }
}
