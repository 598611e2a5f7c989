package klt.controller.core.preflight;

/**
 * The memory of a worker.
 *
 * @param name what people call the worker
 * @param heapMaxBytes limit of its heap; 0 when it is not known
 */
public record WorkerMemory(String name, long heapMaxBytes) {}
