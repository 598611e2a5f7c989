package klt.controller.core.preflight;

/**
 * A worker's memory.
 *
 * @param name the worker's display name
 * @param heapMaxBytes heap limit; 0 if unknown
 */
public record WorkerMemory(String name, long heapMaxBytes) {}
