package dev.millrace.simulator.hosting;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.rest.ForgeAddress;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** How GitHub describes an account. */
@ApplicationScoped
public class AccountShape {

    private final ForgeAddress address;

    AccountShape(ForgeAddress address) {
        this.address = address;
    }

    /** A "simple user", also used for an organization as owner or sender. */
    public ObjectNode user(Account account) {
        String api = address.base() + "/users/" + encoded(account);
        return Json.object()
                .put("login", account.login())
                .put("id", account.id())
                .put("node_id", account.nodeId())
                .put("avatar_url", address.base() + "/avatars/u/" + account.id())
                .put("gravatar_id", "")
                .put("url", api)
                .put("html_url", page(account))
                .put("followers_url", api + "/followers")
                .put("following_url", api + "/following{/other_user}")
                .put("gists_url", api + "/gists{/gist_id}")
                .put("starred_url", api + "/starred{/owner}{/repo}")
                .put("subscriptions_url", api + "/subscriptions")
                .put("organizations_url", api + "/orgs")
                .put("repos_url", api + "/repos")
                .put("events_url", api + "/events{/privacy}")
                .put("received_events_url", api + "/received_events")
                .put("type", account.kind().wireName())
                .put("site_admin", false);
    }

    /** The {@code organization} of a payload. */
    public ObjectNode organization(Account account) {
        String api = address.base() + "/orgs/" + account.login();
        return Json.object()
                .put("login", account.login())
                .put("id", account.id())
                .put("node_id", account.nodeId())
                .put("url", api)
                .put("repos_url", api + "/repos")
                .put("events_url", api + "/events")
                .put("hooks_url", api + "/hooks")
                .put("issues_url", api + "/issues")
                .put("members_url", api + "/members{/member}")
                .put("public_members_url", api + "/public_members{/member}")
                .put("avatar_url", address.base() + "/avatars/u/" + account.id())
                .put("description", "");
    }

    /** The page of an account; a bot's is that of its App. */
    private String page(Account account) {
        return account.kind() == Account.Kind.BOT
                ? address.base() + "/apps/" + account.login().replace("[bot]", "")
                : address.base() + "/" + account.login();
    }

    /** Bots have brackets in their names. */
    private static String encoded(Account account) {
        return URLEncoder.encode(account.login(), StandardCharsets.UTF_8);
    }
}
