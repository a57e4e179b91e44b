[(block) (set) (arguments) (parameters)] @fold
