package dev.millrace.insights.metric;

import dev.millrace.insights.fact.CommitFact;

/** Tells bots from people by the mark that forges give them: a login that ends in {@code [bot]}. */
final class Authors {

    private static final String MARK = "[bot]";

    private Authors() {}

    static boolean isBotLogin(String login) {
        return login.endsWith(MARK);
    }

    /** By author name, or by the part of the address before the at sign. */
    static boolean isBot(CommitFact commit) {
        int at = commit.authorEmail().indexOf('@');
        String mailbox = at < 0 ? commit.authorEmail() : commit.authorEmail().substring(0, at);
        return isBotLogin(commit.authorName()) || isBotLogin(mailbox);
    }
}
