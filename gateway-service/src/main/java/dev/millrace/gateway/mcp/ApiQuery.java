package dev.millrace.gateway.mcp;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The query of a call of the API. */
final class ApiQuery {

    private final StringBuilder text = new StringBuilder();

    ApiQuery with(String name, String value) {
        text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        return this;
    }

    ApiQuery with(String name, Optional<?> value) {
        value.ifPresent(given -> with(name, given.toString()));
        return this;
    }

    ApiQuery with(String name, List<String> values) {
        values.forEach(value -> with(name, value));
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
