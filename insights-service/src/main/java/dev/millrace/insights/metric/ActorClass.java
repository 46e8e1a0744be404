package dev.millrace.insights.metric;

/** Who writes code. Every author is of exactly one class. */
public enum ActorClass {
    HUMAN,
    /** a program that writes code as a person would, alone or together with a person */
    AGENT,
    /** any other program: it updates dependencies, formats, releases */
    BOT;

    /** The class of an item by two authors of these classes. */
    ActorClass with(ActorClass other) {
        if (this == AGENT || other == AGENT) {
            return AGENT;
        }
        return this == BOT ? BOT : other;
    }
}
