package dev.millrace.forge;

import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import dev.millrace.forge.GitHubHttp.Page;

/** Calls that the App makes as itself. One that is refused is repeated with the App's next key, once for each key. */
final class AppCalls {

    private final GitHubHttp http;
    private final AppJwt jwt;
    private final CallIdentity app;

    AppCalls(GitHubHttp http, AppJwt jwt, CallIdentity app) {
        this.http = http;
        this.jwt = jwt;
        this.app = app;
    }

    <T> T send(Call call, Class<T> answer) {
        return sendForPage(call, answer).body();
    }

    <T> Page<T> sendForPage(Call call, Class<T> answer) {
        for (int refused = 0; ; refused++) {
            try {
                return http.sendForPage(call, app, jwt.mint(refused), answer);
            } catch (ForgeFailure e) {
                boolean isRefused = e.kind() == Kind.AUTHENTICATION_REFUSED && e.status() == 401;
                if (!isRefused || refused + 1 >= jwt.attempts()) {
                    throw e;
                }
            }
        }
    }
}
