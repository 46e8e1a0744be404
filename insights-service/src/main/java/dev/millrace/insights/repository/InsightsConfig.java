package dev.millrace.insights.repository;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** Settings of the insights service, {@code millrace.insights.*}. */
@ConfigMapping(prefix = "millrace.insights")
interface InsightsConfig {

    /**
     * Coding agents: account names of Apps with their {@code [bot]}, account names of users, and e-mail addresses in commits
     * and {@code Co-authored-by} trailers. Case does not count. A value replaces the default list.
     */
    @WithDefault(
            "copilot,copilot-swe-agent[bot],claude[bot],noreply@anthropic.com,cursor[bot],cursoragent,"
                    + "cursoragent@cursor.com,devin-ai-integration[bot],google-labs-jules[bot],chatgpt-codex-connector[bot],"
                    + "noreply@openai.com,openhands-agent,openhands@all-hands.dev,sweep-ai[bot],noreply@aider.chat,amp@ampcode.com")
    List<String> agents();
}
