package dev.millrace.insights.fact;

import java.time.Instant;
import java.util.Optional;

/**
 * A release as some event of it reported it, published or not.
 *
 * @param releaseId the forge's number for the release, decimal string
 * @param tag short name of its tag
 * @param target branch or commit that the tag is created from; empty if it is not reported
 * @param prerelease whether it is marked as not for production
 * @param publishedAt by the forge's clock, microseconds
 */
public record ReleaseFact(
        String releaseId, String tag, Optional<String> target, boolean prerelease, Instant publishedAt) {}
