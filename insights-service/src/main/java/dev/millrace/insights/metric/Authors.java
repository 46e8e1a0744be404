package dev.millrace.insights.metric;

import dev.millrace.insights.fact.CommitFact;
import dev.millrace.insights.fact.PushFact.PushedCommit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Distinguishes people, agents and bots. Agents are the accounts in a list, and the authors of commits that name one in a
 * {@code Co-authored-by} trailer. Of all others, a bot is an account that the forge marks as one, or whose name has the
 * suffix that forges give, {@code [bot]}, or one that a team lists.
 */
public final class Authors {

    /** Knows no agents. */
    public static final Authors WITHOUT_AGENTS = new Authors(List.of());

    private static final String MARK = "[bot]";
    private static final int MOST_REMEMBERED = 10_000;

    private final Set<String> agents;
    private final List<Glob> bots;
    private final Map<String, Boolean> listedBots = new ConcurrentHashMap<>();

    /**
     * With these agents.
     *
     * @param agents logins of Apps with their {@code [bot]}, logins of users, and addresses; case does not count
     */
    public Authors(Collection<String> agents) {
        this(agents, List.of());
    }

    private Authors(Collection<String> agents, List<Glob> bots) {
        this.agents = agents.stream().map(Authors::canonical).collect(Collectors.toUnmodifiableSet());
        this.bots = List.copyOf(bots);
    }

    /**
     * The same with more agents and bots.
     *
     * @param more agents
     * @param programs patterns of logins, and of names and addresses in commits
     */
    Authors with(Collection<String> more, List<Glob> programs) {
        return new Authors(Stream.concat(agents.stream(), more.stream()).toList(), programs);
    }

    private boolean isBot(String name) {
        return name.endsWith(MARK) || !bots.isEmpty() && isListedBot(name);
    }

    /** A history has many commits, and few authors. */
    private boolean isListedBot(String name) {
        if (listedBots.size() >= MOST_REMEMBERED) {
            listedBots.clear();
        }
        return listedBots.computeIfAbsent(name, text -> bots.stream().anyMatch(glob -> glob.matches(text)));
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
        return forgeMarksAsBot || isBot(login) ? ActorClass.BOT : ActorClass.HUMAN;
    }

    /** The class of a commit's author. */
    ActorClass of(CommitFact commit) {
        if (isAgent(commit.authorName(), commit.authorEmail()) || isCoAuthored(commit.coAuthors())) {
            return ActorClass.AGENT;
        }
        return isBot(commit.authorName()) || isBot(commit.authorEmail()) || isBot(mailbox(commit.authorEmail()))
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
