#!/bin/sh
# A simulation in parts, one for each task of a Slurm array:
#
#   sbatch --array=0-7 docs/jobs/slurm.sh search quotes/ --grid exit.max_hold=30m,60m,120m
#   deno task polybot simulate merge runs/parts/*.jsonl
#
# Submitted from the checkout. A part keeps its registry of trials in a folder of its own, so that a
# task that is requeued goes on where it was. No secrets, no network.
#SBATCH --job-name=polybot
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time=04:00:00
# Nothing of the environment it is submitted from goes along.
#SBATCH --export=NONE
#SBATCH --requeue
set -eu

# Slurm runs a copy of this script: where it was submitted is where the checkout is.
cd "${SLURM_SUBMIT_DIR:-.}"
[ "$#" -gt 0 ] || { echo "usage: sbatch --array=0-7 slurm.sh search PATH... | account ..." >&2; exit 2; }

part="part-${SLURM_ARRAY_TASK_ID:?not in a job array}"
mkdir -p runs/parts "runs/registries/$part"
exec deno task --quiet polybot simulate "$@" \
  --shard "/${SLURM_ARRAY_TASK_COUNT:?not in a job array}" \
  --out "runs/parts/$part.jsonl" \
  --data-dir "runs/registries/$part"
