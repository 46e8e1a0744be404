package dev.millrace.insights.metric;

import dev.millrace.insights.fact.CommitFact;
import dev.millrace.insights.fact.PushFact.PushedCommit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Distinguishes people, agents and bots. Agents are the accounts in a list, and the authors of commits that name one in a
 * {@code Co-authored-by} trailer. Of all others, a bot is an account that the forge marks as one, or whose name has the
 * suffix that forges give, {@code [bot]}.
 */
public final class Authors {

    /** Knows no agents. */
    public static final Authors WITHOUT_AGENTS = new Authors(List.of());

    private static final String MARK = "[bot]";

    private final Set<String> agents;

    /**
     * With these agents.
     *
     * @param agents logins of Apps with their {@code [bot]}, logins of users, and addresses; case does not count
     */
    public Authors(Collection<String> agents) {
        this.agents = agents.stream().map(Authors::canonical).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The class of an account.
     *
     * @param forgeMarksAsBot whether the forge marks it as a bot
     */
    ActorClass ofCredential(String login, boolean forgeMarksAsBot) {
        if (agents.contains(canonical(login))) {
            return ActorClass.AGENT;
        }
        return forgeMarksAsBot || login.endsWith(MARK) ? ActorClass.BOT : ActorClass.HUMAN;
    }

    /** The class of a commit's author. */
    ActorClass of(CommitFact commit) {
        if (isAgent(commit.authorName(), commit.authorEmail()) || isCoAuthored(commit.coAuthors())) {
            return ActorClass.AGENT;
        }
        return commit.authorName().endsWith(MARK)
                        || mailbox(commit.authorEmail()).endsWith(MARK)
                ? ActorClass.BOT
                : ActorClass.HUMAN;
    }

    /**
     * The class of the author of a pushed commit.
     *
     * @param otherwise the class if the forge knows no account
     */
    ActorClass of(PushedCommit commit, ActorClass otherwise) {
        if (isCoAuthored(commit.coAuthors())) {
            return ActorClass.AGENT;
        }
        return commit.authorLogin().map(login -> ofCredential(login, false)).orElse(otherwise);
    }

    private boolean isCoAuthored(List<String> coAuthors) {
        return coAuthors.stream().anyMatch(this::isCoAuthor);
    }

    /** {@code Name <address>}, or any other text as a name. */
    private boolean isCoAuthor(String trailer) {
        int open = trailer.lastIndexOf('<');
        int close = trailer.lastIndexOf('>');
        return open >= 0 && open < close
                ? isAgent(trailer.substring(0, open).strip(), trailer.substring(open + 1, close))
                : isAgent(trailer.strip(), trailer);
    }

    /** By address, or by the name of an App. Other names are no evidence: some agents have names that people have. */
    private boolean isAgent(String name, String address) {
        return agents.contains(canonical(address))
                || name.endsWith(MARK) && agents.contains(canonical(name))
                || isForgeAddress(address) && agents.contains(canonical(login(mailbox(address))));
    }

    /** Addresses that forges derive from logins; anyone may have the mailbox {@code copilot} elsewhere. */
    private static boolean isForgeAddress(String address) {
        String domain = address.substring(address.indexOf('@') + 1).toLowerCase(Locale.ROOT);
        return domain.startsWith("users.noreply.");
    }

    private static String mailbox(String address) {
        int at = address.indexOf('@');
        return at < 0 ? address : address.substring(0, at);
    }

    /** {@code 198982749+Copilot} is the account Copilot. */
    private static String login(String mailbox) {
        return mailbox.substring(mailbox.indexOf('+') + 1);
    }

    private static String canonical(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
