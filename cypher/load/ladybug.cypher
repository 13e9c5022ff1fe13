// Bulk load of the embedded engine (LadybugDB) from the files that the loader writes: nodes, then relationships.
// Carga del motor embebido (LadybugDB) desde los archivos que escribe el cargador: nodos y luego relaciones.

COPY Institution FROM 'Institution.csv' (HEADER=true, PARALLEL=false);
COPY WorkingGroup FROM 'WorkingGroup.csv' (HEADER=true, PARALLEL=false);
COPY Forum FROM 'Forum.csv' (HEADER=true, PARALLEL=false);
COPY Agreement FROM 'Agreement.csv' (HEADER=true, PARALLEL=false);
COPY Objective FROM 'Objective.csv' (HEADER=true, PARALLEL=false);
COPY Intervention FROM 'Intervention.csv' (HEADER=true, PARALLEL=false);
COPY Territory FROM 'Territory.csv' (HEADER=true, PARALLEL=false);
COPY MEMBER_OF FROM 'MEMBER_OF.Institution.WorkingGroup.csv' (FROM='Institution', TO='WorkingGroup', HEADER=true, PARALLEL=false);
COPY MEMBER_OF FROM 'MEMBER_OF.Institution.Forum.csv' (FROM='Institution', TO='Forum', HEADER=true, PARALLEL=false);
COPY PART_OF FROM 'PART_OF.Institution.Institution.csv' (FROM='Institution', TO='Institution', HEADER=true, PARALLEL=false);
COPY PART_OF FROM 'PART_OF.WorkingGroup.WorkingGroup.csv' (FROM='WorkingGroup', TO='WorkingGroup', HEADER=true, PARALLEL=false);
COPY PART_OF FROM 'PART_OF.WorkingGroup.Forum.csv' (FROM='WorkingGroup', TO='Forum', HEADER=true, PARALLEL=false);
COPY PART_OF FROM 'PART_OF.Forum.Forum.csv' (FROM='Forum', TO='Forum', HEADER=true, PARALLEL=false);
COPY PART_OF FROM 'PART_OF.Objective.Agreement.csv' (FROM='Objective', TO='Agreement', HEADER=true, PARALLEL=false);
COPY PART_OF FROM 'PART_OF.Objective.Objective.csv' (FROM='Objective', TO='Objective', HEADER=true, PARALLEL=false);
COPY PART_OF FROM 'PART_OF.Intervention.Intervention.csv' (FROM='Intervention', TO='Intervention', HEADER=true, PARALLEL=false);
COPY PART_OF FROM 'PART_OF.Territory.Territory.csv' (FROM='Territory', TO='Territory', HEADER=true, PARALLEL=false);
COPY PARTY_TO FROM 'PARTY_TO.Institution.Agreement.csv' (FROM='Institution', TO='Agreement', HEADER=true, PARALLEL=false);
COPY RESPONSIBLE_FOR FROM 'RESPONSIBLE_FOR.Institution.Objective.csv' (FROM='Institution', TO='Objective', HEADER=true, PARALLEL=false);
COPY CARRIES_OUT FROM 'CARRIES_OUT.Institution.Intervention.csv' (FROM='Institution', TO='Intervention', HEADER=true, PARALLEL=false);
COPY CARRIES_OUT FROM 'CARRIES_OUT.WorkingGroup.Intervention.csv' (FROM='WorkingGroup', TO='Intervention', HEADER=true, PARALLEL=false);
COPY CARRIES_OUT FROM 'CARRIES_OUT.Forum.Intervention.csv' (FROM='Forum', TO='Intervention', HEADER=true, PARALLEL=false);
COPY ADDRESSES FROM 'ADDRESSES.Intervention.Objective.csv' (FROM='Intervention', TO='Objective', HEADER=true, PARALLEL=false);
COPY ADDRESSES FROM 'ADDRESSES.WorkingGroup.Objective.csv' (FROM='WorkingGroup', TO='Objective', HEADER=true, PARALLEL=false);
COPY ADDRESSES FROM 'ADDRESSES.Forum.Objective.csv' (FROM='Forum', TO='Objective', HEADER=true, PARALLEL=false);
COPY ADDRESSES FROM 'ADDRESSES.Agreement.Objective.csv' (FROM='Agreement', TO='Objective', HEADER=true, PARALLEL=false);
COPY COOPERATES_WITH FROM 'COOPERATES_WITH.Institution.Institution.csv' (FROM='Institution', TO='Institution', HEADER=true, PARALLEL=false);
COPY OPERATES_IN FROM 'OPERATES_IN.Institution.Territory.csv' (FROM='Institution', TO='Territory', HEADER=true, PARALLEL=false);
COPY OPERATES_IN FROM 'OPERATES_IN.Intervention.Territory.csv' (FROM='Intervention', TO='Territory', HEADER=true, PARALLEL=false);
COPY OPERATES_IN FROM 'OPERATES_IN.WorkingGroup.Territory.csv' (FROM='WorkingGroup', TO='Territory', HEADER=true, PARALLEL=false);
COPY OPERATES_IN FROM 'OPERATES_IN.Forum.Territory.csv' (FROM='Forum', TO='Territory', HEADER=true, PARALLEL=false);
COPY ALIGNED_WITH FROM 'ALIGNED_WITH.Objective.Objective.csv' (FROM='Objective', TO='Objective', HEADER=true, PARALLEL=false);
COPY ESTABLISHES FROM 'ESTABLISHES.Agreement.WorkingGroup.csv' (FROM='Agreement', TO='WorkingGroup', HEADER=true, PARALLEL=false);
COPY ESTABLISHES FROM 'ESTABLISHES.Agreement.Forum.csv' (FROM='Agreement', TO='Forum', HEADER=true, PARALLEL=false);
COPY ESTABLISHES FROM 'ESTABLISHES.Agreement.Institution.csv' (FROM='Agreement', TO='Institution', HEADER=true, PARALLEL=false);
COPY NEIGHBOUR_OF FROM 'NEIGHBOUR_OF.Territory.Territory.csv' (FROM='Territory', TO='Territory', HEADER=true, PARALLEL=false);
