package dev.millrace.pipeline.workflow;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds that exclude each other: of one group of a repository, one runs at a time.
 *
 * @param group its name with {@code ${branch}}, {@code ${base}}, {@code ${tag}}, {@code ${number}}, {@code ${event}} and
 *     {@code ${repository}} as variables, as in conditions
 * @param cancelOlder whether a newer build cancels older ones of the group, also one that runs; otherwise it waits for them
 */
public record ConcurrencyDefinition(String group, boolean cancelOlder) {

    static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    /** The group of the builds of an event. */
    public String groupOf(EventFacts event) {
        return VARIABLE.matcher(group)
                .replaceAll(found -> Matcher.quoteReplacement(EventVariable.find(found.group(1))
                        .map(variable -> variable.of(event))
                        .orElseGet(found::group)));
    }
}
