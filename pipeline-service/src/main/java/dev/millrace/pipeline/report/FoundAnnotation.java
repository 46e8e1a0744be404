package dev.millrace.pipeline.report;

/**
 * A stored annotation.
 *
 * @param position in its build
 * @param job name of its job
 */
record FoundAnnotation(AnnotationPosition position, String job, Annotation annotation) {}
