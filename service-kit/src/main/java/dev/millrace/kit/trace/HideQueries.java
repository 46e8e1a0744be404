package dev.millrace.kit.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;

/**
 * Takes the query and the user of an address from the spans of HTTP requests, which Quarkus creates with the whole address:
 * either may be a credential.
 */
@Singleton
final class HideQueries implements SpanProcessor {

    private static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");
    private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("url.full");
    private static final String HIDDEN = "hidden";

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // an attribute can be replaced, but not removed
        if (span.getAttribute(QUERY) != null) {
            span.setAttribute(QUERY, HIDDEN);
        }
        String address = span.getAttribute(ADDRESS);
        if (address != null) {
            span.setAttribute(ADDRESS, withoutQuery(address));
        }
    }

    static String withoutQuery(String address) {
        return address.replaceFirst("[?#].*", "").replaceFirst("^([a-zA-Z][a-zA-Z0-9+.-]*://)[^/]*@", "$1");
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // nothing is left to change
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
