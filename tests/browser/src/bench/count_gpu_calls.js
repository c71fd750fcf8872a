// Put before the worker's own script: counts what is asked of WebGPU, and how often the model has answered. The
// benchmark asks for the counts on a channel of this name.
{
  const counts = {
    dispatches: 0, passes: 0, submits: 0, bindGroups: 0, pipelines: 0, bytesWritten: 0, bytesRead: 0, updates: 0,
  };
  const watch = (type, method, count) => {
    const prototype = self[type]?.prototype;
    const original = prototype?.[method];
    if (!original) return;
    prototype[method] = function (...values) {
      count(values, this);
      return original.apply(this, values);
    };
  };
  watch("GPUComputePassEncoder", "dispatchWorkgroups", () => (counts.dispatches += 1));
  watch("GPUComputePassEncoder", "dispatchWorkgroupsIndirect", () => (counts.dispatches += 1));
  watch("GPUCommandEncoder", "beginComputePass", () => (counts.passes += 1));
  watch("GPUQueue", "submit", () => (counts.submits += 1));
  watch("GPUDevice", "createBindGroup", () => (counts.bindGroups += 1));
  watch("GPUDevice", "createComputePipeline", () => (counts.pipelines += 1));
  watch("GPUDevice", "createComputePipelineAsync", () => (counts.pipelines += 1));
  watch("GPUDevice", "createBuffer", ([{ size, mappedAtCreation }]) => {
    if (mappedAtCreation) counts.bytesWritten += size;
  });
  watch("GPUQueue", "writeBuffer", ([, , data, start = 0, size]) => {
    const width = data.BYTES_PER_ELEMENT ?? 1;
    counts.bytesWritten += (size ?? data.byteLength / width - start) * width;
  });
  watch("GPUBuffer", "mapAsync", ([mode, start = 0, size], buffer) => {
    if (mode & GPUMapMode.READ) counts.bytesRead += size ?? buffer.size - start;
  });
  const post = self.postMessage.bind(self);
  self.postMessage = (message, ...rest) => {
    if (/^\{"Response":\{"id":\d+,"result":\{"Ok":\{"Update"/.test(message?.message)) counts.updates += 1;
    post(message, ...rest);
  };
  const channel = new BroadcastChannel("gpu-calls");
  channel.onmessage = ({ data }) => {
    if (data === "ask") channel.postMessage(counts);
  };
}
