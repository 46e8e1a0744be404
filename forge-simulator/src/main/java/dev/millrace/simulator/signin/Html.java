package dev.millrace.simulator.signin;

import java.util.Map;
import java.util.stream.Collectors;

/** Pages with one form, as plain as possible. */
final class Html {

    private Html() {}

    /**
     * A page with a form.
     *
     * @param action where it is posted to
     * @param hidden its fields that are not shown
     * @param visible a field that is shown: its name
     * @param value what that field contains
     * @param button what the button says
     */
    static String form(
            String title, String action, Map<String, String> hidden, String visible, String value, String button) {
        String fields = hidden.entrySet().stream()
                .map(field -> "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                        .formatted(escaped(field.getKey()), escaped(field.getValue())))
                .collect(Collectors.joining("\n"));
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>%1$s</title></head>
                <body><h1>%1$s</h1>
                <form method="post" action="%2$s">
                %3$s
                <label>%4$s <input name="%4$s" value="%5$s" required></label>
                <button type="submit">%6$s</button>
                </form></body></html>
                """.formatted(
                        escaped(title), escaped(action), fields, escaped(visible), escaped(value), escaped(button));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
