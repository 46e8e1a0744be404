package dev.millrace.insights.metric;

import java.util.Comparator;

/** Order of the forge's numbers, sent as decimal strings: 9 before 10, and anything that is no number after both. */
public final class ForgeNumber {

    /** A total order on strings that is numeric where both are numbers. */
    public static final Comparator<String> ORDER = Comparator.comparing((String text) -> !isNumber(text))
            .thenComparing(text -> isNumber(text) ? withoutLeadingZeros(text).length() : 0)
            .thenComparing(text -> isNumber(text) ? withoutLeadingZeros(text) : text)
            .thenComparing(Comparator.naturalOrder());

    private ForgeNumber() {}

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String withoutLeadingZeros(String number) {
        int first = 0;
        while (first < number.length() - 1 && number.charAt(first) == '0') {
            first++;
        }
        return number.substring(first);
    }
}
