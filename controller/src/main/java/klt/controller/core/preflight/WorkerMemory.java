package klt.controller.core.preflight;

/**
 * The memory of a worker.
 *
 * @param name display name of the worker
 * @param heapMaxBytes heap limit; 0 if unknown
 */
public record WorkerMemory(String name, long heapMaxBytes) {}
