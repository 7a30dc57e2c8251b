import type { PageTexts } from "./help.ts";

/** The help page of `completion` in English. */
export const completionHelpInEnglish: PageTexts = {
  summary: "complete command lines in bash, zsh and fish",
  description: [
    "Prints what a shell reads to complete commands, options, and the names of snapshots at the press of Tab. The Debian package brings it along.",
    "Names come from SNAPSHOT_DIR of the configuration that the line names; none where it cannot be read, or where it is a bucket. With -- and words behind it, answers what may stand at the last of them: that is what the shells ask.",
  ],
  examples: [
    ['eval "$(promsnap completion bash)"', "in ~/.bashrc"],
    ["source <(promsnap completion zsh)", "in ~/.zshrc, behind compinit"],
    ["promsnap completion fish > ~/.config/fish/completions/promsnap.fish", "for fish"],
  ],
};

/** In French. */
export const completionHelpInFrench: PageTexts = {
  summary: "compléter les lignes de commande dans bash, zsh et fish",
  description: [
    "Affiche ce qu’un shell lit pour compléter avec Tab les commandes, les options et les noms des snapshots. Le paquet Debian l’apporte.",
    "Les noms viennent du SNAPSHOT_DIR de la configuration que nomme la ligne ; aucun là où elle est illisible, ni pour un bucket. Avec -- et des mots derrière, répond ce qui peut être à la place du dernier : c’est ce que demandent les shells.",
  ],
  examples: [
    ['eval "$(promsnap completion bash)"', "dans ~/.bashrc"],
    ["source <(promsnap completion zsh)", "dans ~/.zshrc, après compinit"],
    ["promsnap completion fish > ~/.config/fish/completions/promsnap.fish", "pour fish"],
  ],
};
